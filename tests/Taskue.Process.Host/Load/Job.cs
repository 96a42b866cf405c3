namespace Taskue.ProcessHost;

/// <summary>What one task of the load does, from which it follows how it must end.</summary>
public sealed record Job
{
    /// <summary>The kind that is a shell command; all others run a method.</summary>
    public const string Shell = "shell";

    /// <summary>What reports call it.</summary>
    public required string Kind { get; init; }

    /// <summary>How long an attempt takes.</summary>
    public int Milliseconds { get; init; }

    /// <summary>How many attempts throw, from the first one on.</summary>
    public int Failures { get; init; }

    public int Retries { get; init; }

    /// <summary>How many lines each start writes.</summary>
    public int Lines { get; init; }

    /// <summary>Milliseconds; 0 is none. One that is shorter than an attempt ends every attempt.</summary>
    public int Timeout { get; init; }

    /// <summary>Whether it may not start again when its runner dies.</summary>
    public bool Once { get; init; }

    /// <summary>Whether it waits without a thread.</summary>
    public bool Awaits { get; init; }

    public RunWhen When { get; init; }

    public bool AllowFailure { get; init; }

    /// <summary>How it ends if it runs, and its runner does not die with it where it may not start again.</summary>
    public TaskState End => Timeout > 0 && Timeout < Milliseconds ? TaskState.TimedOut : Failures > Retries ? TaskState.Failed : TaskState.Passed;

    /// <summary>How many attempts go wrong before the one that ends it.</summary>
    public int EarlierFailures => End == TaskState.Passed ? Failures : Retries;

    /// <summary>A line that it writes.</summary>
    public static string Line(int number, int lines) => $"line {number} of {lines}";

    public TaskSpec Spec(string id)
    {
        TaskSpec spec = Kind == Shell ? Features.Shell($"i=1; while [ $i -le {Lines} ]; do echo \"line $i of {Lines}\"; i=$((i+1)); done")
            : Awaits ? TaskSpec.Call(() => LoadTasks.RunAsync(Milliseconds, Failures, Lines, null!))
            : TaskSpec.Call(() => LoadTasks.Run(Milliseconds, Failures, Lines, null!));
        return spec with
        {
            Id = id,
            Title = Kind,
            Retries = Retries,
            Timeout = Timeout > 0 ? TimeSpan.FromMilliseconds(Timeout) : null,
            AllowRescheduling = !Once,
            When = When,
            AllowFailure = AllowFailure,
        };
    }
}
