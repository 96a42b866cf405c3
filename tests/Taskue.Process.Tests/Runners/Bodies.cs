using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Taskue.RunnerTests;

/// <summary>The tasks of these tests.</summary>
public static class Bodies
{
    internal static ConcurrentDictionary<string, CountdownEvent> Meetings { get; } = new(StringComparer.Ordinal);

    public static int Add(int a, int b) => a + b;

    public static void Nothing(int number) => _ = number;

    public static void Note(string door, string entry) => Door.Of(door).Note(entry);

    public static string RunnerOf(TaskContext context) => context.RunnerName;

    public static async Task<int> AddAsync(int a, int b)
    {
        await Task.Yield();
        return a + b;
    }

    public static string Describe(TaskContext context, ILogger logger, CancellationToken token)
    {
        logger.LogInformation("described");
        return $"{context.Title}|{context.Queue}|{context.Attempt}|{context.Starts}|{context.RunnerName}|{token.CanBeCanceled}|{ReferenceEquals(context, TaskContext.Current)}";
    }

    public static void Throw(string message) => throw new InvalidOperationException(message);

    /// <summary>Fails in all attempts before that one.</summary>
    public static int PassAt(int attempt, TaskContext context) => context.Attempt >= attempt
        ? context.Attempt
        : throw new InvalidOperationException("attempt " + context.Attempt.ToString(CultureInfo.InvariantCulture));

    /// <summary>Leaves its thread as none should be left.</summary>
    public static int Spoil()
    {
        Thread me = Thread.CurrentThread;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "spoiled";
        (me.Priority, me.Name, me.IsBackground, me.CurrentCulture) = (ThreadPriority.Highest, "spoiled", false, culture);
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        ExecutionContext.SuppressFlow();
        me.Interrupt();
        return me.ManagedThreadId;
    }

    /// <summary>How it finds its thread; an interrupt that is meant for another would end its wait.</summary>
    public static string FindThread()
    {
        Thread me = Thread.CurrentThread;
        me.Join(0);
        return $"{me.ManagedThreadId} {me.Priority} {me.Name == "spoiled"} {me.IsBackground} {me.CurrentCulture.NumberFormat.NegativeSign == "spoiled"} {SynchronizationContext.Current is null} {ExecutionContext.IsFlowSuppressed()}";
    }

    public static void CancelItself() => throw new OperationCanceledException("of its own");

#pragma warning disable MA0022 // The mistake is the point.
    public static Task NoTask() => null!;
#pragma warning restore MA0022

    public static string Large(int length) => new('x', length);

    public static Circle Unserializable()
    {
        var circle = new Circle();
        circle.Next = circle;
        return circle;
    }

    /// <summary>Holds its thread until the door opens; heeds its token.</summary>
    public static void Pass(string door, TaskContext context) => Door.Of(door).Pass(context.TaskId, context.CancellationToken);

    /// <summary>Holds its thread until the door opens, deaf to its token.</summary>
    public static string PassDeaf(string door, TaskContext context)
    {
        Door.Of(door).Pass(context.TaskId, CancellationToken.None);
        return "too late";
    }

    public static async Task<string> PassAsync(string door, TaskContext context)
    {
        await Door.Of(door).PassAsync(context.TaskId, context.CancellationToken);
        return context.RunnerName;
    }

    /// <summary>Waits until the token fires in its first attempt, and passes in the second.</summary>
    public static async Task<int> LateOnce(TaskContext context)
    {
        if (context.Attempt == 1)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        }

        return context.Attempt;
    }

    /// <summary>Swallows its token and returns as if nothing had been.</summary>
    public static async Task<string> Swallow(CancellationToken token)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        }
        catch (OperationCanceledException)
        {
            // That is the point.
        }

        return "swallowed";
    }

    /// <summary>Blocks its thread until all of the meeting are there: all must run at once for any to end.</summary>
    public static bool Meet(string meeting)
    {
        CountdownEvent all = Meetings[meeting];
        all.Signal();
        return all.Wait(Taskue.TestSupport.Wait.DefaultLimit);
    }

    /// <summary>The same in an asynchronous method, before its first await.</summary>
    public static async Task<bool> MeetAsync(string meeting)
    {
        bool met = Meet(meeting);
        await Task.Yield();
        return met;
    }

    /// <summary>What the tasks of earlier stages gave, stage by stage.</summary>
    public static async Task<string> Collect(TaskContext context)
    {
        var all = new List<string>();
        await foreach (TaskInfo task in context.FinishedTasksAsync())
        {
            all.Add($"{task.Stage}:{task.State}:{task.ResultJson}");
        }

        return string.Join(' ', all);
    }

    public static async Task<int> SumOfStage(int stage, TaskContext context)
    {
        int sum = 0;
        await foreach (TaskInfo task in context.FinishedTasksAsync(stage))
        {
            sum += task.GetResult<int>();
        }

        return sum;
    }

    /// <summary>A result that holds itself.</summary>
    public sealed class Circle
    {
        public Circle? Next { get; set; }
    }
}
