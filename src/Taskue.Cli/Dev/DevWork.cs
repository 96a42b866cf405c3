namespace Taskue.Cli.Dev;

/// <summary>Gives the sample work again and again: an order as a workflow, a report as a single task, and one task that nobody serves.</summary>
internal sealed class DevWork(TaskueClient taskue)
{
    /// <summary>The queue that the runners serve besides that of the tasks without a tag, and the one that none serves.</summary>
    public const string Served = "reports", Unserved = "video";

    // So many that one has failed within seconds.
    private const int AtOnce = 5;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <param name="tell">Is told of each order that has ended.</param>
    /// <param name="stop">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public async Task RunAsync(Action<WorkflowInfo> tell, CancellationToken stop)
    {
        await taskue.EnqueueAsync(TaskSpec.Call(() => DevTasks.ReportAsync(3, CancellationToken.None)) with
        {
            Title = "encode the trailer", Tag = Unserved,
        }, stop);
        for (int order = 1; ; order++)
        {
            WorkflowHandle workflow = await taskue.EnqueueAsync(Order(order), stop);
            await taskue.EnqueueAsync(Report(order), stop);
            _ = TellAsync(workflow, tell, stop);
            if (order >= AtOnce)
            {
                await Task.Delay(Period, stop);
            }
        }
    }

    private static async Task TellAsync(WorkflowHandle workflow, Action<WorkflowInfo> tell, CancellationToken stop)
    {
        try
        {
            tell(await workflow.WaitAsync(Timeout.InfiniteTimeSpan, stop));
        }
        catch (Exception fault) when (fault is TaskueException or OperationCanceledException)
        {
            // Deleted by the one who tries things, or the end of all.
        }
    }

    private static WorkflowSpec Order(int order) => new($"order {order}",
        [
            [
                TaskSpec.Call(() => DevTasks.ChargeAsync(order, TaskContext.Current, CancellationToken.None)) with
                {
                    Title = $"charge order {order}", Retries = 2,
                },
                TaskSpec.Call(() => DevTasks.PackAsync(order, CancellationToken.None)) with { Title = $"pack order {order}" },
            ],
            [
                TaskSpec.Call(() => DevTasks.NotifyAsync(order, CancellationToken.None)) with
                {
                    Title = $"notify the customer of order {order}", AllowFailure = true,
                },
            ],
        ]);

    private static TaskSpec<int> Report(int order)
    {
        int rows = 6 + (order % 5);
        return TaskSpec.Call(() => DevTasks.ReportAsync(rows, CancellationToken.None)) with { Title = $"report after order {order}", Tag = Served };
    }
}
