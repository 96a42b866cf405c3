using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>A task of a workflow has run where its <c>when</c> says so of all stages before it, and was skipped where not; the workflow has failed with a failure that was not allowed.</summary>
internal static class WhenJudged
{
    public static IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (FlowCase flow in evidence.Flows.Values.Where(flow => evidence.Raw.Hash("flows").ContainsKey(flow.Id)))
        {
            bool failed = false;
            foreach (IReadOnlyList<TaskCase> stage in flow.Stages)
            {
                foreach (TaskCase task in stage.Where(task => task.End is not null))
                {
                    bool runs = task.Job.When switch { RunWhen.Always => true, RunWhen.OnFailure => failed, _ => !failed };
                    if (runs == (task.End!.Letter == 's'))
                    {
                        yield return $"{task} is {task.Job.When}, there was {(failed ? "a" : "no")} failure before it, and it {(runs ? "was skipped" : "ran")}";
                    }

                    if (!runs && task.Begun.Any())
                    {
                        yield return $"{task} was to be skipped, and its body began";
                    }
                }

                failed |= stage.Any(task => !task.Job.AllowFailure && task.End is { Letter: not ('p' or 's') });
            }

            string set = failed ? "flow:failed" : "flow:passed";
            if (!evidence.Raw.Sorted(set).ContainsKey(flow.Id))
            {
                yield return $"workflow {flow.Id} had {(failed ? "a" : "no")} failure, and is not in {set}";
            }
        }
    }
}
