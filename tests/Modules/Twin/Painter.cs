using Taskue;

namespace Twin;

/// <summary>It has a task name that the module Jobs has too.</summary>
public static class Painter
{
    [TaskueTask("jobs.paint")]
    public static string Paint(string what) => $"{what} by the twin";
}
