namespace Taskue.Proof.Processes;

/// <summary>No body of a stage begins before every task of the stages before it has ended, in the store.</summary>
internal static class StageBarriers
{
    private const long GranularityMs = 2;

    public static IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (FlowCase flow in evidence.Flows.Values)
        {
            long open = 0;
            foreach (IReadOnlyList<TaskCase> stage in flow.Stages)
            {
                foreach (TaskCase task in stage)
                {
                    if (task.Begun.Select(body => body.AtMs).DefaultIfEmpty(long.MaxValue).Min() is var first && first < open - GranularityMs)
                    {
                        yield return $"{task} began {open - first} ms before the stages before it had ended";
                    }

                    if (task.End is { StartedMs: > 0 } end && end.StartedMs < open)
                    {
                        yield return $"{task} was started {open - end.StartedMs} ms before the stages before it had ended, as the store says";
                    }
                }

                open = Math.Max(open, stage.Max(task => task.End?.EndedMs ?? 0));
            }
        }
    }
}
