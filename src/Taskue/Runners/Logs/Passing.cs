namespace Taskue;

/// <summary>Marks what this thread writes as captured already, or as the runner's own: it only passes through.</summary>
/// <remarks>A message of a task's logger goes on to the host's logger, which may print it: it is one line of the task's log all the same.</remarks>
internal readonly struct Passing : IDisposable
{
    [ThreadStatic]
    private static int depth;

    public static bool Now => depth > 0;

    public static Passing Begin()
    {
        depth++;
        return default;
    }

    public void Dispose() => depth--;
}
