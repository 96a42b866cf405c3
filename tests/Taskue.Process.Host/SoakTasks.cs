using System.Diagnostics;

namespace Taskue.ProcessHost;

/// <summary>The tasks of a long load, one a kind of end. Stamps are of the machine's monotonic clock, which all processes share.</summary>
public static class SoakTasks
{
    /// <summary>What <see cref="Talk"/> writes, as many times as it is asked to, with a number before it.</summary>
    public const string Line = "of a task that talks";

    /// <summary>When its body began.</summary>
    public static long Begin(int number) => Stopwatch.GetTimestamp();

    /// <summary>Writes so many lines.</summary>
    public static long Talk(int lines)
    {
        long begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < lines; i++)
        {
            Console.WriteLine($"{i} {Line}");
        }

        return begun;
    }

    /// <summary>Gives back what it was given: an argument and a result over what is stored inline.</summary>
    public static string Echo(string text) => text;

    /// <summary>Fails in its first attempts.</summary>
    public static long FailUntil(int attempt, TaskContext context) =>
        context.Attempt < attempt ? throw new InvalidOperationException($"attempt {context.Attempt} fails, as it was asked to") : Stopwatch.GetTimestamp();

    /// <summary>Waits for its token: it ends at its timeout.</summary>
    public static Task WaitForEver(CancellationToken token) => Task.Delay(Timeout.InfiniteTimeSpan, token);
}
