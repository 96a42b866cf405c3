using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Taskue;

/// <summary>Fills in what the services have.</summary>
internal static class OptionDefaults
{
    public static void UseServices(this TaskueOptions options, IServiceProvider services)
    {
        options.LoggerFactory ??= services.GetService<ILoggerFactory>();
        options.FailFast ??= false;
    }

    public static void UseServices(this RunnerOptions options, IServiceProvider services)
    {
        options.Services ??= services;
        options.LoggerFactory ??= services.GetService<ILoggerFactory>();
    }
}

/// <summary>Tells all faults of the client's options when the host starts, before anything connects.</summary>
internal sealed class TaskueOptionsCheck : IValidateOptions<TaskueOptions>
{
    // A runner checks its settings and its client's when it is made, and does nothing else before its start.
    public ValidateOptionsResult Validate(string? name, TaskueOptions options) =>
        OptionFaultText.Of(() => _ = new TaskueRunner("unused", new RunnerOptions { Name = "unused" }, options));
}

/// <summary>Tells all faults of a runner's options when the host starts, and that no other of its runners has the name.</summary>
internal sealed class RunnerOptionsCheck(IEnumerable<RunnerRegistration> registrations, IServiceProvider services) : IValidateOptions<RunnerOptions>
{
    public ValidateOptionsResult Validate(string? name, RunnerOptions options)
    {
        ValidateOptionsResult result = OptionFaultText.Of(() => _ = new TaskueRunner("unused", options));
        if (result.Failed || options.Name is null || TwinOf(name, options.Name) is not { } twin)
        {
            return result;
        }

        return ValidateOptionsResult.Fail(
            $"RunnerOptions.Name must differ between the runners of a program, but '{options.Name}' is the name of {twin} and {name}, in the order of AddTaskueRunner.");
    }

    /// <summary>An earlier runner of that name. Only earlier ones are looked at: each of them is checked in turn.</summary>
    private string? TwinOf(string? name, string runnerName)
    {
        var monitor = services.GetRequiredService<IOptionsMonitor<RunnerOptions>>();
        foreach (RunnerRegistration earlier in registrations.TakeWhile(one => one.OptionsName != name))
        {
            try
            {
                if (string.Equals(monitor.Get(earlier.OptionsName).Name, runnerName, StringComparison.Ordinal))
                {
                    return earlier.OptionsName;
                }
            }
            catch (OptionsValidationException)
            {
                // It tells its own faults.
            }
        }

        return null;
    }
}

internal static class OptionFaultText
{
    public static ValidateOptionsResult Of(Action check)
    {
        try
        {
            check();
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException fault)
        {
            return ValidateOptionsResult.Fail(fault.Message.Split(Environment.NewLine));
        }
    }
}
