namespace Taskue.Bench;

/// <summary>Bodies that count, and tell when the last of them has run: nobody has to ask the server, whose commands are counted.</summary>
public static class GateTasks
{
    private static int left;
    private static TaskCompletionSource last = new();

    public static void Count(int number, string text)
    {
        if (Interlocked.Decrement(ref left) == 0)
        {
            last.SetResult();
        }
    }

    internal static Task Expect(int count)
    {
        last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        left = count;
        return last.Task;
    }

    internal static TaskSpec Spec(int number) => TaskSpec.Call(() => Count(number, "hello"));
}
