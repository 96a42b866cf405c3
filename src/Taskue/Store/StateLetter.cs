namespace Taskue.Store;

/// <summary>The final states as the store writes them.</summary>
internal static class StateLetter
{
    public static TaskState? TryRead(string letter) => letter switch
    {
        "p" => TaskState.Passed,
        "f" => TaskState.Failed,
        "e" => TaskState.Errored,
        "t" => TaskState.TimedOut,
        "x" => TaskState.Terminated,
        "s" => TaskState.Skipped,
        _ => null,
    };

    public static string Of(TaskState state) => state switch
    {
        TaskState.Passed => "p",
        TaskState.Failed => "f",
        TaskState.Errored => "e",
        TaskState.TimedOut => "t",
        TaskState.Terminated => "x",
        TaskState.Skipped => "s",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a final state."),
    };
}
