using System.Diagnostics;
using System.Threading.Channels;

namespace Taskue.Bench;

/// <summary>The bodies that are measured: they do next to nothing, or tell when they began.</summary>
/// <remarks>They count, so that whoever waits for the last one need not ask the server, whose work is measured.</remarks>
public static class BenchTasks
{
    private static readonly Channel<long> Begun = Channel.CreateUnbounded<long>();
    private static int left;
    private static TaskCompletionSource last = new();

    public static void Nothing(int number, string text)
    {
        if (Interlocked.Decrement(ref left) == 0)
        {
            last.SetResult();
        }
    }

    public static void Say(int number, string text)
    {
        Console.WriteLine(text);
        Nothing(number, text);
    }

    public static void TellBegun(int number, string text) => Begun.Writer.TryWrite(Stopwatch.GetTimestamp());

    /// <summary>Ends when so many bodies have run.</summary>
    internal static Task Expect(int count)
    {
        last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref left, count);
        return last.Task;
    }

    internal static ValueTask<long> NextBegunAsync() => Begun.Reader.ReadAsync();

    /// <summary>The measured task: it does nothing, with one int and one short string.</summary>
    internal static TaskSpec Spec(int number) => TaskSpec.Call(() => Nothing(number, "hello"));

    internal static IEnumerable<TaskSpec> Specs(int count) => Enumerable.Range(0, count).Select(Spec);
}
