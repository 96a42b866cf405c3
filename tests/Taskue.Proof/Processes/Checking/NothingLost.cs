using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>What was acknowledged is stored and has ended; what was not is stored whole or not at all; nothing is stored that nobody sent.</summary>
internal static class NothingLost
{
    public static IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (string refusal in evidence.Refusals)
        {
            yield return $"an enqueue failed for good: {refusal}";
        }

        foreach (TaskCase task in evidence.Tasks.Values)
        {
            if (task.Acknowledged && !task.Stored)
            {
                yield return $"{task} was acknowledged and is not stored";
            }
            else if (task.Stored && task.End is null && !(task.Flow is { } flow && Staged(evidence.Raw, flow) > 0))
            {
                yield return $"{task} is stored and has not ended";
            }
        }

        foreach (IGrouping<string?, TaskCase> call in evidence.Tasks.Values.Where(task => task.Call is not null).GroupBy(task => task.Call))
        {
            if (call.Count(task => task.Stored) is var there && there > 0 && there < call.Count())
            {
                yield return $"of the {call.Count()} tasks that one call sent, from {call.Key} on, {there} are stored";
            }
        }

        foreach (FlowCase flow in evidence.Flows.Values)
        {
            int stored = flow.Stages.Sum(stage => stage.Count(task => task.Stored)), all = flow.Stages.Sum(stage => stage.Count);
            bool there = evidence.Raw.Hash("flows").ContainsKey(flow.Id);
            if (flow.Acknowledged && !there)
            {
                yield return $"workflow {flow.Id} was acknowledged and is not stored";
            }

            // Parts of a large one that wait for the rest, which never comes: they are seen by nobody, and swept.
            int staged = there ? 0 : Staged(evidence.Raw, flow.Id);
            if (stored != (there ? all : staged) || staged == all)
            {
                yield return $"workflow {flow.Id} is {(there ? "" : "not ")}stored, and {stored} of its {all} tasks are; {staged} wait for the rest";
            }
        }

        foreach (string id in evidence.Raw.Hash("tasks").Keys.Where(id => !evidence.Tasks.ContainsKey(id)))
        {
            yield return $"{id} is stored, and nobody sent it";
        }

        foreach (string id in evidence.Raw.Hash("flows").Keys.Where(id => !evidence.Flows.ContainsKey(id)))
        {
            yield return $"workflow {id} is stored, and nobody sent it";
        }
    }

    private static int Staged(Raw raw, string flow) =>
        raw.Hash("staging").TryGetValue(flow, out string? row) ? int.Parse(row.Split('|')[^1], CultureInfo.InvariantCulture) : 0;
}
