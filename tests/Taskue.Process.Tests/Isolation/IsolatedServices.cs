using Microsoft.Extensions.DependencyInjection;

namespace Taskue.IsolationTests;

/// <summary>Services that are made in each child.</summary>
public static class IsolatedServices
{
    public const string SignVariable = "TASKUE_TEST_SIGN";

    public static IServiceProvider Make() => new ServiceCollection()
        .AddScoped<Name>().AddScoped<IGreeter, Greeter>().AddScoped<ITaskMiddleware, Middle>().BuildServiceProvider();

    /// <summary>No children any more once the file stands that the variable names.</summary>
    public static IServiceProvider MakeUntil() =>
        File.Exists(Environment.GetEnvironmentVariable(SignVariable)) ? throw new InvalidOperationException("no more services") : Make();

    public static string Same(string text) => text;

    public interface IGreeter
    {
        string Greet(string name, TaskContext context);
    }

    public sealed class Name
    {
        public string Middle { get; set; } = "";
    }

    public sealed class Greeter(Name scoped) : IGreeter
    {
        public string Greet(string name, TaskContext context) => $"{context.Services.GetRequiredService<Name>().Middle}{(scoped.Middle.Length > 0 ? "" : "?")}(hello {name})";
    }

    public sealed class Middle : ITaskMiddleware
    {
        public ValueTask InvokeAsync(TaskContext context, Func<ValueTask> next)
        {
            context.Services.GetRequiredService<Name>().Middle = "middle";
            return next();
        }
    }
}
