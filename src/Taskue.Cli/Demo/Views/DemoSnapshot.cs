namespace Taskue.Cli.Demo.Views;

/// <summary>What there is to show at one moment.</summary>
/// <param name="Workflow">The workflow with its stages and tasks.</param>
/// <param name="Runners">The runners.</param>
/// <param name="Elapsed">Since the workflow was enqueued.</param>
internal sealed record DemoSnapshot(WorkflowInfo Workflow, IReadOnlyList<RunnerInfo> Runners, TimeSpan Elapsed);

/// <summary>How a demo ended.</summary>
/// <param name="Last">The last snapshot.</param>
/// <param name="Files">The files that were taken.</param>
/// <param name="Report">Where the report is, or would be.</param>
/// <param name="Totals">What stage two gave, if it passed.</param>
internal sealed record DemoEnd(DemoSnapshot Last, DemoFiles Files, string Report, Work.DemoTotals? Totals)
{
    public bool Passed => Last.Workflow.State == WorkflowState.Passed;
}

/// <summary>Shows a demo: live on a terminal, as lines elsewhere, or as one JSON document at the end.</summary>
internal interface IDemoView
{
    /// <summary>Says what is about to happen; called before anything takes time.</summary>
    void Begin(DemoFiles files, int runners);

    /// <summary>Runs the demo with the view around it.</summary>
    Task<DemoEnd> ShowAsync(Func<Action<DemoSnapshot>, Task<DemoEnd>> run);

    /// <summary>Says what happened.</summary>
    void End(DemoEnd end);
}
