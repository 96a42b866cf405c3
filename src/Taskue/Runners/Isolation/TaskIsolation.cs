namespace Taskue;

/// <summary>Where the methods of tasks run.</summary>
public enum TaskIsolation
{
    /// <summary>In the runner's process: the fastest, and a task that never ends or takes its process down takes the runner with it.</summary>
    None,

    /// <summary>In child processes that the runner starts beforehand and uses again: a task can be stopped whatever it does, and a crash is its own.</summary>
    /// <remarks>Linux only.</remarks>
    Process,
}
