using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>What does not depend on the machine's speed or load: bytes and commands. <c>./test</c> holds it against <c>bench/expectations.json</c>.</summary>
/// <remarks>
/// All tasks are queued before the runner starts, and nobody asks the server while they run. At concurrency 1 each task is one call; at 100 the
/// number of tasks a call carries depends on the machine, but not the commands of a call. What runs beside, such as heartbeats, is little against so many tasks.
/// </remarks>
internal sealed class GatesSection : Section
{
    public override string Name => "gates";

    public override string Group => "gates";

    public override string What => "Allocated bytes, script calls, Redis commands and stored bytes a task: stable figures, gated by ./test.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(12);

    public override async Task RunAsync(BenchRun run)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        int few = run.Pick(tiny: 200, quick: 8_000, full: 8_000), many = run.Pick(tiny: 1_000, quick: 60_000, full: 60_000);
        await DrainAsync(server, client, many / 2, 100);
        await DrainAsync(server, client, few / 2, 1);
        await SingleAsync(run, server, client, few / 5);
        await WorkflowsAsync(run, server, client, few / 20);

        Use one = await DrainAsync(server, client, few, 1);
        run.Report.Set("gate_c1_script_calls_per_task", one.Calls, "");
        run.Report.Set("gate_c1_commands_per_task", one.Commands, "");
        run.Report.Set("gate_c1_allocated_bytes_per_task", one.Allocated, "B");

        Use hundred = await DrainAsync(server, client, many, 100);
        run.Report.Set("gate_c100_script_calls_per_task", hundred.Calls, "");
        run.Report.Set("gate_c100_commands_per_call", hundred.Commands / hundred.Calls, "");
        run.Report.Set("gate_c100_allocated_bytes_per_task", hundred.Allocated, "B");
        run.Report.Set("gate_bulk_commands_per_1000_tasks", hundred.BulkCommands * 1000, "");
        run.Report.Set("gate_bulk_allocated_bytes_per_task", hundred.BulkAllocated, "B");
        run.Report.Set("gate_queued_bytes_per_task", hundred.QueuedBytes, "B");
        run.Report.Set("gate_finished_bytes_per_task", hundred.FinishedBytes, "B");
    }

    private static async Task<Use> DrainAsync(GaugedServer server, TaskueClient client, int count, int concurrency)
    {
        await client.EnqueueAsync(BenchTasks.Spec(0)); // makes its connections' buffers: they are no task's
        await client.DeleteNamespaceAsync(client.Namespace, force: true);
        await client.SetLogRetentionAsync(null); // opens the namespace: else each bulk call under way at first opens it, one to three of them
        ServerGauge.Reading empty = await server.Gauge.ReadSettledAsync();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        await client.EnqueueManyAsync(BenchTasks.Specs(count));
        long bulk = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        ServerGauge.Reading queued = await server.Gauge.ReadAsync();
        Task last = BenchTasks.Expect(count);
        await using var runner = new TaskueRunner(client, new RunnerOptions { Concurrency = concurrency, ForwardConsole = false });
        allocated = GC.GetTotalAllocatedBytes(precise: true);
        await runner.StartAsync();
        await last;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        await Wait.Eventually(async () => (await client.CountTasksAsync()).Passed == count, "all tasks passed");
        ServerGauge.Reading ended = await server.Gauge.ReadAsync();
        await runner.StopAsync();
        await client.DeleteNamespaceAsync(client.Namespace, force: true);
        ServerGauge.Reading used = ended - queued, stored = queued - empty;
        return new Use(used.ScriptCalls / (double)count, used.Commands / (double)count, allocated / (double)count,
            stored.Commands / (double)count, bulk / (double)count, stored.Bytes / (double)count, (ended - empty).Bytes / (double)count);
    }

    private static async Task SingleAsync(BenchRun run, GaugedServer server, TaskueClient client, int count)
    {
        await client.EnqueueAsync(BenchTasks.Spec(0));
        ServerGauge.Reading before = await server.Gauge.ReadAsync();
        long allocated = 0;
        for (int round = 0; round < 2; round++)
        {
            allocated = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < count; i++)
            {
                await client.EnqueueAsync(BenchTasks.Spec(i));
            }

            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        }

        ServerGauge.Reading used = await server.Gauge.ReadAsync() - before;
        run.Report.Set("gate_single_commands_per_task", used.Commands / (2.0 * count), "");
        run.Report.Set("gate_single_allocated_bytes_per_task", allocated / (double)count, "B");
        await client.DeleteNamespaceAsync(client.Namespace, force: true);
    }

    // Ten tasks and then one, one task at a time: what belonging to a workflow costs.
    private static async Task WorkflowsAsync(BenchRun run, GaugedServer server, TaskueClient client, int count)
    {
        int tasks = 11 * count;
        for (int i = 0; i < count; i++)
        {
            await client.EnqueueAsync(new WorkflowSpec("measured", [[.. Enumerable.Range(0, 10).Select(BenchTasks.Spec)], [BenchTasks.Spec(10)]]));
        }

        ServerGauge.Reading before = await server.Gauge.ReadAsync();
        Task last = BenchTasks.Expect(tasks);
        await using var runner = new TaskueRunner(client, new RunnerOptions { Concurrency = 1, ForwardConsole = false });
        await runner.StartAsync();
        await last;
        await Wait.Eventually(async () => (await client.CountWorkflowsAsync()).Passed == count, "all workflows passed");
        ServerGauge.Reading used = await server.Gauge.ReadAsync() - before;
        await runner.StopAsync();
        run.Report.Set("gate_workflow_script_calls_per_task", used.ScriptCalls / (double)tasks, "");
        run.Report.Set("gate_workflow_commands_per_task", used.Commands / (double)tasks, "");
        await client.DeleteNamespaceAsync(client.Namespace, force: true);
    }

    private sealed record Use(
        double Calls, double Commands, double Allocated, double BulkCommands, double BulkAllocated, double QueuedBytes, double FinishedBytes);
}
