using System.Diagnostics;
using System.Threading.Channels;

namespace Taskue.Bench;

/// <summary>The bodies that are measured: they do nothing, or tell when they began.</summary>
public static class BenchTasks
{
    private static readonly Channel<long> Begun = Channel.CreateUnbounded<long>();

    public static void Nothing(int number, string text)
    {
    }

    public static void Say(int number, string text) => Console.WriteLine(text);

    public static void TellBegun(int number, string text) => Begun.Writer.TryWrite(Stopwatch.GetTimestamp());

    internal static ValueTask<long> NextBegunAsync() => Begun.Reader.ReadAsync();

    /// <summary>The measured task: it does nothing, with one int and one short string.</summary>
    internal static TaskSpec Spec(int number) => TaskSpec.Call(() => Nothing(number, "hello"));

    internal static IEnumerable<TaskSpec> Specs(int count) => Enumerable.Range(0, count).Select(Spec);
}
