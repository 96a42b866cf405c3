using System.Buffers;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using Taskue.Proof.Schedules.Engine;
using Taskue.Store;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>What the body of a task does.</summary>
internal enum BodyKind
{
    Instant,

    /// <summary>Waits without a thread, and does not look at its token.</summary>
    Waits,

    /// <summary>Waits without a thread until its token fires.</summary>
    Heeds,

    /// <summary>Waits, and only then looks at its token for the first time.</summary>
    HeedsLate,

    /// <summary>Keeps its thread.</summary>
    Blocks,

    Throws,

    /// <summary>Throws an exception that throws itself when it is read.</summary>
    ThrowsMute,

    /// <summary>Throws an exception that does not let go who reads it, until the scenario is over.</summary>
    ThrowsHolding,

    /// <summary>Waits without a thread until the scenario is over.</summary>
    Deaf,

    /// <summary>Keeps its thread until the scenario is over.</summary>
    DeafOnThread,
}

/// <summary>One start of a task, as its body has seen it.</summary>
internal sealed class Attempt
{
    public required long ClaimedAt { get; init; }

    public long? BegunAt { get; set; }

    public long? EndedAt { get; set; }

    public bool Threw { get; set; }

    /// <summary>What it threw.</summary>
    public Exception? Fault { get; set; }

    /// <summary>What was told of it.</summary>
    public FinishedStart? Told { get; set; }

    public bool Logged { get; set; }
}

/// <summary>The bodies of one schedule's tasks, and the method that the runner calls.</summary>
internal sealed class Bodies
{
    private static readonly object Key = new();

    private static readonly byte[] Spec = Write();

    private readonly Dictionary<string, (BodyKind Kind, TimeSpan Time, bool Logs)> plans = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource released = new();

    /// <summary>The bodies of this schedule.</summary>
    public static Bodies Present => Scheduler.StateOf<Holder>(Key).Bodies;

    /// <summary>The record of each task.</summary>
    public static ReadOnlyMemory<byte> Record => Spec;

    public Dictionary<(string Id, long Starts), Attempt> Attempts { get; } = [];

    /// <summary>Whether a start may come twice, as after a rollback of the store.</summary>
    public bool Repeats { get; set; }

    /// <summary>Time passes only where nobody can go on: how long something took may be judged.</summary>
    public bool Quiet { get; set; }

    /// <summary>Each prints a line to one of the console's writers.</summary>
    public bool Print { get; set; }

    public List<string> Printed { get; } = [];

    public void Plan(string id, BodyKind kind, TimeSpan time, bool logs) => plans[id] = (kind, time, logs);

    /// <summary>Bodies that heed their token wait for nothing else; their time counts for nothing.</summary>
    public bool Endless { get; set; }

    /// <summary>Keeps a thread until the end of the scenario.</summary>
    public void Hold() => Scheduler.Wait("what keeps its thread after the body", () => released.Task.IsCompleted);

    /// <summary>Lets all bodies end that wait for the end of the scenario.</summary>
    public void Release() => released.TrySetResult();

    public static async Task RunAsync(TaskContext context)
    {
        Bodies bodies = Present;
        (BodyKind kind, TimeSpan time, bool logs) = bodies.plans[context.TaskId];
        Attempt attempt = bodies.Begin(context);
        if (bodies.Print)
        {
            string line = $"{context.TaskId} prints";
            (context.TaskId[^1] % 2 == 0 ? Console.Out : Console.Error).WriteLine(line);
            bodies.Printed.Add(line);
        }

        if (logs)
        {
            context.Logger.LogInformation("one");
            attempt.Logged = true;
        }

        try
        {
            switch (kind)
            {
                case BodyKind.Waits:
                    await Task.Delay(time, VirtualClock.Instance);
                    break;
                case BodyKind.Heeds:
                    await Task.Delay(bodies.Endless ? Timeout.InfiniteTimeSpan : time, VirtualClock.Instance, context.CancellationToken);
                    break;
                case BodyKind.HeedsLate:
                    await Task.Delay(time, VirtualClock.Instance);
                    await Task.Delay(bodies.Endless ? Timeout.InfiniteTimeSpan : time, VirtualClock.Instance, context.CancellationToken);
                    break;
                case BodyKind.Blocks:
                    Scheduler.Wait("body that keeps its thread", static () => false, Scheduler.In(time));
                    break;
                case BodyKind.Throws:
                    throw new InvalidOperationException("planned");
                case BodyKind.ThrowsMute:
                    throw new Mute();
                case BodyKind.ThrowsHolding:
                    throw new Holding();
                case BodyKind.Deaf:
                    await bodies.released.Task;
                    break;
                case BodyKind.DeafOnThread:
                    Scheduler.Wait("deaf body that keeps its thread", () => bodies.released.Task.IsCompleted);
                    break;
                default:
                    Scheduler.Point("body");
                    break;
            }
        }
        catch (Exception fault) when (fault is not ScheduleOver)
        {
            (attempt.Threw, attempt.Fault) = (true, fault);
            throw;
        }
        finally
        {
            attempt.EndedAt = Scheduler.Here.Scheduler.Now;
        }
    }

    private static byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(Encoding.ASCII.GetBytes("1750000000000|"));
        TaskSpec spec = TaskSpec.Call(() => RunAsync(null!));
        SpecRecord.WriteBeginning(buffer, spec, null, 0, null);
        SpecRecord.WriteRest(buffer, spec);
        return buffer.WrittenSpan.ToArray();
    }

    private Attempt Begin(TaskContext context)
    {
        if (!Attempts.TryGetValue((context.TaskId, context.Starts), out Attempt? attempt))
        {
            Scheduler.Fail($"a body of {context.TaskId}, start {context.Starts}, which nobody claimed");
        }

        if (attempt!.BegunAt is not null && !Repeats)
        {
            Scheduler.Fail($"{context.TaskId}, start {context.Starts}, begins twice");
        }

        attempt.BegunAt = Scheduler.Here.Scheduler.Now;
        if (Quiet && Stopwatch.GetElapsedTime(attempt.ClaimedAt, attempt.BegunAt.Value) is { TotalMilliseconds: > 200 } late)
        {
            Scheduler.Fail($"{context.TaskId}, start {context.Starts}, has waited {late.TotalMilliseconds:F0} ms for a thread");
        }

        return attempt;
    }

    /// <summary>Throws itself when it is read.</summary>
    internal sealed class Mute : Exception
    {
        public override string Message => throw this;

        public override string? StackTrace => throw this;

        public override string ToString() => throw this;
    }

    /// <summary>Keeps who reads it.</summary>
    internal sealed class Holding : Exception
    {
        public override string Message
        {
            get
            {
                Present.Hold();
                return "late";
            }
        }
    }

    private sealed class Holder
    {
        public Bodies Bodies { get; } = new();
    }
}
