using System.Diagnostics;
using Taskue.ProcessHost;
using Taskue.Proof.Soak;
using Taskue.TestSupport;

namespace Taskue.Proof.Load;

/// <summary>Workflows: enqueued, listed, run to their end, and taken away by retention all at once.</summary>
internal sealed class FlowsPart : LoadPart
{
    /// <summary>Of its tasks one is skipped.</summary>
    private const int Tasks = 7;

    private const int Callers = 200;

    public override string Name => "workflows";

    public override string Promise => "A hundred thousand workflows: each runs to its end, retention takes all away, and no call holds up the server.";

    public override int Full => 100_000;

    public override int Short => 500;

    protected override async Task RunAsync(GaugedServer server, TaskueClient client, int count, bool isShort, LoadNotes notes, CancellationToken stopping)
    {
        double before = await MegaBytesAsync(server);
        TimeSpan took = await Stopper.TimeAsync(() => Parallel.ForEachAsync(Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = stopping },
            async (number, token) => await client.EnqueueAsync(Flow(number), token)));
        notes.Add("number", count, $"workflows of {Tasks} tasks in three stages");
        notes.Add("enqueue, 200 callers", count / took.TotalSeconds, "workflows/s");
        notes.Add("memory in Redis, waiting", (await MegaBytesAsync(server) - before) * MegaByte / count, "bytes a workflow");
        await using var runner = new TaskueRunner(client, Hundred());
        took = await Stopper.TimeAsync(async () =>
        {
            await runner.StartAsync(stopping);
            await Wait.Eventually(async () => (await client.CountWorkflowsAsync(stopping)).Passed >= count, "all workflows passed", Patience, stopping);
        });
        notes.Add("run to the end, one runner, concurrency 100", count / took.TotalSeconds, "workflows/s");
        notes.Add("memory in Redis, ended", (await MegaBytesAsync(server) - before) * MegaByte / count, "bytes a workflow");
        TaskCounts ended = await client.CountTasksAsync(stopping);
        if (ended is not { Failed: 0, Pending: 0, Running: 0, Created: 0 } || ended.Passed != (long)count * (Tasks - 1) || ended.Skipped != count)
        {
            notes.Wrong($"of {count} workflows {ended.Passed} tasks passed and {ended.Skipped} were skipped: {ended}");
        }

        await LookAsync(client, count, notes, stopping);
        await SweepAsync(server, client, notes, stopping);
        await runner.StopAsync(stopping);
    }

    private async Task LookAsync(TaskueClient client, int count, LoadNotes notes, CancellationToken stopping)
    {
        string one = (await client.ListWorkflowsAsync(new WorkflowQuery { Page = (count / 25) - 1 }, stopping))[0].Id;
        (string What, Func<Task> Call)[] calls =
        [
            ("overview and counts", () => client.GetOverviewAsync(stopping)),
            ("first page of all", () => client.ListWorkflowsAsync(cancellationToken: stopping)),
            ("last page of all", () => client.ListWorkflowsAsync(new WorkflowQuery { Page = (count / 25) - 1 }, stopping)),
            ("first page of those that passed", () => client.ListWorkflowsAsync(new WorkflowQuery { State = WorkflowState.Passed }, stopping)),
            ("one, with its tasks", () => client.GetWorkflowAsync(one, stopping)),
        ];
        foreach ((string what, Func<Task> call) in calls)
        {
            notes.Add(what, await Stopper.SeveralAsync(call));
        }
    }

    // All expire at once; meanwhile somebody asks for counts again and again, and feels what holds up the server.
    private async Task SweepAsync(GaugedServer server, TaskueClient client, LoadNotes notes, CancellationToken stopping)
    {
        await client.SetRetentionAsync(Enum.GetValues<TaskState>().Where(state => state.IsFinal()).ToDictionary(state => state, _ => TimeSpan.FromMilliseconds(1)), stopping);
        var felt = new Latencies();
        TimeSpan took = await Stopper.TimeAsync(() => Wait.Eventually(
            async () =>
            {
                long start = Stopwatch.GetTimestamp();
                await client.GetOverviewAsync(stopping);
                felt.Record(Stopwatch.GetElapsedTime(start));
                return Residue.Of(await Residue.KeysAsync(server.Connection, client.Namespace)).Count == 0;
            },
            "retention has left nothing", Patience, stopping));
        notes.Add("all taken away by retention", took.TotalSeconds, "s");
        notes.Add("counts meanwhile", FormattableString.Invariant($"p50 {felt.All.P50:0.0} ms, p99 {felt.All.P99:0.0} ms, at most {felt.All.Most:0.0} ms"));
    }

    private static WorkflowSpec Flow(int number) => new("load",
    [
        [Quick(number), Quick(number), Quick(number)],
        [Quick(number), Quick(number), TaskSpec.Call(() => SoakTasks.Begin(number)) with { When = RunWhen.OnFailure }],
        [Quick(number)],
    ]);
}
