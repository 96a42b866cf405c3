using System.Linq.Expressions;
using System.Reflection;
using Taskue.Cli.Demo.Work;
using Taskue.TestSupport;

namespace Taskue.Cli.Tests.Diagnosis;

/// <summary>Marks a test that follows advice, by its name in the class that makes it all.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class FollowsAttribute(string name) : Attribute
{
    public string Name => name;
}

/// <summary>What tests of advice need: kinds of tasks, and ways to type what is said.</summary>
public abstract class AdviceTest : IDisposable
{
    private protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("taskue-cli-advice-").FullName;

    private protected string Space { get; } = "advice-" + TaskId.New();

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected static TaskSpec Kind(string kind) => kind switch
    {
        "command" => TaskSpec.Shell("true"),
        "method" => TaskSpec.Call(Expression.Lambda<Func<string>>(Expression.Call(Jobs("Build")))),
        "name" => TaskSpec.Call(Expression.Lambda<Func<string>>(Expression.Call(Jobs("Paint"), Expression.Constant("door")))),
        _ => TaskSpec.Call(() => DemoTasks.CountAsync("/", "etc/hostname", CancellationToken.None)),
    };

    private protected static MethodInfo Jobs(string method) => Assembly.LoadFrom(Path.Combine(Module(), "Jobs.dll")).GetType("Jobs.Work")!.GetMethod(method)!;

    private protected static string Module()
    {
        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        return Path.GetFullPath(Path.Combine(here, "../../../../Modules/Jobs.V1/bin", Path.GetFileName(Path.GetDirectoryName(here)!), Path.GetFileName(here)));
    }

    private protected static bool IsThere(int process) => Directory.Exists($"/proc/{process}")
        && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);

    private protected static async Task PassesAsync(TaskHandle task) => Assert.Equal(TaskState.Passed, (await task.WaitAsync(Patience)).State);

    private protected static async Task<Explanation> Eventually(Room room, string id, string code)
    {
        Explanation? why = null;
        await Wait.Eventually(async () => (why = await room.Taskue.ExplainAsync(id)).Code == code, $"why says {code}", Patience);
        return why!;
    }

    private protected static async Task<Problem> ProblemAsync(Room room, string code) =>
        (await room.Taskue.GetStatusAsync()).Problems.Single(problem => problem.Code == code);

    /// <summary>The command in a piece of advice.</summary>
    private protected static string Command(string advice)
    {
        string command = advice[advice.IndexOf("taskue ", StringComparison.Ordinal)..];
        int end = command.AsSpan().IndexOfAny(';', '(');
        return (end < 0 ? command : command[..end]).TrimEnd();
    }

    /// <summary>Starts the runner that advice asks for, and waits until it runs.</summary>
    private protected static async Task<ChildProcess> FollowAsync(Room room, string advice, string name = "new-one")
    {
        string command = Command(advice).Replace("NAME", name, StringComparison.Ordinal).Replace("FOLDER", Module(), StringComparison.Ordinal);
        string[] words = [.. command.Split(' ').Skip(1).Select(word => word.Trim('\''))];
        ChildProcess runner = room.Start(words);
        await runner.WaitForLineAsync(line => line.StartsWith("started "), Patience);
        return runner;
    }

    /// <summary>Types what is to be looked at, and all else that ends; what that shows.</summary>
    private protected static async Task<List<string>> LookAsync(Room room, IEnumerable<string> steps)
    {
        var shown = new List<string>();
        IEnumerable<string> typed = steps.Where(step => step.Contains(": taskue ") || step.StartsWith("taskue ")).Select(Command);
        foreach (string command in typed.Where(command => !command.Contains("runner start")))
        {
            (int code, string output, string error) = await room.RunAsync(command["taskue ".Length..]);
            Assert.True(code == ExitCodes.Passed, $"{command}: {code} {output} {error}");
            shown.Add(output);
        }

        return shown;
    }
}
