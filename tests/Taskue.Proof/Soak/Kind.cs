using System.Globalization;

namespace Taskue.Proof.Soak;

/// <summary>One kind of work in the mix: how a unit of it is sent, and how all of it must end.</summary>
/// <param name="name">What the report calls it.</param>
/// <param name="share">How many of a thousand units are of this kind.</param>
internal abstract class Kind(string name, int share)
{
    /// <summary>Longer than anything may take here: a wait that reaches it was not answered.</summary>
    public static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(3);

    public string Name => name;

    public int Share => share;

    /// <summary>Sends one unit, and waits for its end where that is part of the kind. What it throws is a fault.</summary>
    /// <param name="ledger">Where it is written down.</param>
    /// <param name="meant">The moment at which it was meant to be sent: where latencies count from.</param>
    /// <param name="number">Which unit it is.</param>
    public abstract Task SendAsync(Ledger ledger, long meant, int number);
}

/// <summary>Single tasks.</summary>
internal sealed class TaskKind(string name, int share, Func<int, TaskSpec> spec, TaskState end = TaskState.Passed) : Kind(name, share)
{
    /// <summary>How many attempts it must be charged.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Its result is when its body began.</summary>
    public bool Stamped { get; init; }

    /// <summary>Who sends it waits for its end.</summary>
    public bool Waited { get; init; }

    /// <summary>It is deleted when it has ended.</summary>
    public bool Deleted { get; init; }

    /// <summary>How many lines it logs.</summary>
    public int Lines { get; init; }

    /// <summary>How many a unit sends, in one bulk call; 1 is a call for one.</summary>
    public int Bulk { get; init; } = 1;

    public override async Task SendAsync(Ledger ledger, long meant, int number)
    {
        if (Bulk > 1)
        {
            string[] ids = [.. Enumerable.Range(0, Bulk).Select(_ => TaskId.New())];
            await ledger.Client.EnqueueManyAsync(ids.Select(id => spec(number) with { Id = id }));
            ledger.Expect(this, meant, ids);
            return;
        }

        string one = (await ledger.Client.EnqueueAsync(spec(number))).Id;
        ledger.Enqueue.Record(System.Diagnostics.Stopwatch.GetElapsedTime(meant));
        if (Deleted)
        {
            await EndAndDeleteAsync(ledger, meant, one);
            return;
        }

        ledger.Expect(this, meant, one);
        if (Waited)
        {
            await WaitAsync(ledger, meant, one);
        }
    }

    /// <summary>What is wrong with a task that has ended; null if nothing is.</summary>
    public string? FaultOf(TaskInfo task) => task.State == end && task.Attempts == Attempts ? null : string.Create(CultureInfo.InvariantCulture,
        $"{Name} {task.Id} ended {task.State} ({task.Reason}) after {task.Attempts} attempts, not {end} after {Attempts}: {task.Error?.Message}");

    private async Task<bool> WaitAsync(Ledger ledger, long meant, string id)
    {
        TaskInfo told = await ledger.Client.WaitForTaskAsync(id, WaitLimit);
        ledger.Wait.Record(System.Diagnostics.Stopwatch.GetElapsedTime(meant));
        ledger.Answered();
        return ledger.Check(FaultOf(told));
    }

    // It is gone when the audit would look for it.
    private async Task EndAndDeleteAsync(Ledger ledger, long meant, string id)
    {
        ledger.Sent(this, 1);
        if (await WaitAsync(ledger, meant, id))
        {
            await ledger.Client.DeleteTaskAsync(id);
            ledger.Ended(this);
        }
    }
}

/// <summary>Workflows.</summary>
/// <param name="name">What the report calls it.</param>
/// <param name="share">How many of a thousand units are of this kind.</param>
/// <param name="spec">Makes the one of a number.</param>
/// <param name="end">How it ends.</param>
/// <param name="passed">How many of its tasks pass; likewise the others.</param>
/// <param name="failed">Those that fail, allowed or not.</param>
/// <param name="skipped">Those that may not run.</param>
internal sealed class FlowKind(
    string name, int share, Func<int, WorkflowSpec> spec, WorkflowState end, int passed, int failed, int skipped) : Kind(name, share)
{
    public override async Task SendAsync(Ledger ledger, long meant, int number)
    {
        string id = (await ledger.Client.EnqueueAsync(spec(number))).Id;
        ledger.Enqueue.Record(System.Diagnostics.Stopwatch.GetElapsedTime(meant));
        ledger.Expect(this, meant, id);
        WorkflowInfo told = await ledger.Client.WaitForWorkflowAsync(id, WaitLimit);
        ledger.Flow.Record(System.Diagnostics.Stopwatch.GetElapsedTime(meant));
        ledger.Answered();
        ledger.Check(FaultOf(told));
    }

    /// <summary>What is wrong with a workflow that has ended; null if nothing is.</summary>
    public string? FaultOf(WorkflowInfo flow) =>
        flow.State == end && (flow.Counts.Passed, flow.Counts.Failed, flow.Counts.Skipped, flow.Counts.Total) == (passed, failed, skipped, passed + failed + skipped)
            ? null
            : $"{Name} {flow.Id} ended {flow.State} with {flow.Counts}, not {end} with {passed} passed, {failed} failed, {skipped} skipped";
}
