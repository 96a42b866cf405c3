using System.Diagnostics;
using Taskue.Cli.Demo.Views;
using Taskue.Cli.Demo.Work;

namespace Taskue.Cli.Demo;

/// <summary>One demo: a server in this process, runners beside it, and a workflow from its first task to its last.</summary>
internal sealed class DemoRun(DemoFiles files, string report, int runnerCount, CancellationToken stop)
{
    private const string Namespace = "demo";

    private static readonly TimeSpan LeastPeriod = TimeSpan.FromMilliseconds(100);

    public async Task<DemoEnd> RunAsync(Action<DemoSnapshot> show)
    {
        await using EmbeddedServer server = await EmbeddedServer.StartAsync(ct: stop);
        await using var runners = new RunnerProcesses();
        runners.Start(runnerCount, server.ConnectionString, Namespace);
        await using TaskueClient taskue = await TaskueClient.ConnectAsync(server.ConnectionString, new TaskueOptions { Namespace = Namespace }, stop);
        await runners.ReadyAsync(stop);

        WorkflowHandle handle = await taskue.EnqueueAsync(DemoWorkflow.Of(files, report), stop);
        DemoSnapshot last = await FollowAsync(taskue, handle, runners.Failed, show);
        TaskInfo aggregate = last.Workflow.Stages[1].Tasks[0];
        DemoTotals? totals = aggregate.State == TaskState.Passed
            ? (await taskue.GetTaskAsync(aggregate.Id, stop)).GetResult<DemoTotals>()
            : null;
        return new DemoEnd(last, files, report, totals);
    }

    /// <summary>Shows the workflow as it goes. Its end is pushed; what happens on the way is looked at now and then.</summary>
    private async Task<DemoSnapshot> FollowAsync(TaskueClient taskue, WorkflowHandle handle, Task failed, Action<DemoSnapshot> show)
    {
        var watch = Stopwatch.StartNew();
        Task ended = handle.WaitAsync(Timeout.InfiniteTimeSpan, stop);
        while (true)
        {
            bool last = ended.IsCompleted;
            if (last)
            {
                await ended;
            }

            TimeSpan before = watch.Elapsed;
            WorkflowInfo workflow = await taskue.GetWorkflowAsync(handle.Id, stop);
            TimeSpan elapsed = workflow.DoneAt - workflow.CreatedAt ?? watch.Elapsed;
            var snapshot = new DemoSnapshot(workflow, await taskue.ListRunnersAsync(stop), elapsed);
            show(snapshot);
            if (last)
            {
                return snapshot;
            }

            // Looking at thousands of tasks takes time that the runners need.
            TimeSpan period = TimeSpan.FromTicks(Math.Max(LeastPeriod.Ticks, 3 * (watch.Elapsed - before).Ticks));
            if (await Task.WhenAny(ended, failed, Task.Delay(period, stop)) == failed)
            {
                stop.ThrowIfCancellationRequested(); // Ctrl-C reaches the runners too
                await failed;
            }
        }
    }
}
