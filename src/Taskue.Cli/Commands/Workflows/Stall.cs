using System.Diagnostics;

namespace Taskue.Cli.Commands.Workflows;

/// <summary>Asks why a watched workflow stands still, once it has for a while.</summary>
internal sealed class Stall(TaskueClient taskue)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2), AskAgain = TimeSpan.FromSeconds(5);

    private (int Stages, TaskCounts? Counts) seen;
    private long since, asked;
    private Explanation? why;

    /// <summary>Whether a workflow goes its way, or will within seconds.</summary>
    public static bool IsNormal(Explanation why) => why.Code is "running" or "due" or "moving" or "finished";

    /// <summary>Why the workflow does not go on; null while it does.</summary>
    public async Task<Explanation?> LookAsync(WorkflowInfo flow, CancellationToken stop)
    {
        if (flow.DoneAt is not null || seen != (flow.StagesDone, flow.Counts))
        {
            (seen, since, why) = ((flow.StagesDone, flow.Counts), Stopwatch.GetTimestamp(), null);
            return null;
        }

        if (Stopwatch.GetElapsedTime(since) >= Patience && (why is null || Stopwatch.GetElapsedTime(asked) >= AskAgain))
        {
            why = await taskue.ExplainAsync(flow.Id, stop);
            asked = Stopwatch.GetTimestamp();
        }

        return why is null || IsNormal(why) ? null : why;
    }
}
