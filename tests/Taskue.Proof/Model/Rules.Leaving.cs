namespace Taskue.Proof.Model;

// What is taken away: by retention, by deletion, and because it was never completed.
internal static partial class Rules
{
    /// <summary>What retention has passed leaves nothing behind; nothing that a reader can see is taken. How much of it one call takes, the store may choose.</summary>
    private static string Sweep(Turn turn, bool once)
    {
        State state = turn.State;
        string[] expired = [.. state.Tasks.Values.Where(task => task.Flow is null && task.Place == Place.Done && task.Ended <= state.Horizon(task.End)).Select(task => task.Id)];
        if (!once)
        {
            turn.State = turn.State with { Tasks = turn.State.Tasks.RemoveRange(expired) };
        }

        foreach (TaskRow task in turn.State.Tasks.Values.Where(task => LogExpired(state, task)))
        {
            turn.Put(task with { Log = [] });
        }

        foreach (FlowRow flow in state.Flows.Values.Where(flow => !state.Sees(flow)))
        {
            Drop(turn, flow);
        }

        foreach (StagedFlow flow in state.Staged.Values.Where(flow => flow.At + TenMinutes < state.Now))
        {
            Drop(turn, flow);
        }

        foreach (RunnerEntry runner in state.Runners.Values.Where(runner => runner.Dying is null && runner.Gone <= state.Now - Day))
        {
            bool holds = state.Holders.TryGetValue(runner.Name, out string? holder) && holder == runner.Incarnation;
            turn.State = turn.State with
            {
                Runners = turn.State.Runners.Remove(runner.Incarnation), Holders = holds ? turn.State.Holders.Remove(runner.Name) : turn.State.Holders,
            };
        }

        if (once)
        {
            turn.MayGo = expired;
            turn.TakesSlice = expired.Length > 0 || turn.State.Leaving.Count > 0;
        }
        else
        {
            TakeAway(turn, [.. turn.State.Leaving.Keys]);
        }

        return "";
    }

    private static string DeleteFlow(Turn turn, DeleteFlowCall call)
    {
        if (!turn.State.Flows.TryGetValue(call.Id, out FlowRow? flow))
        {
            return "none";
        }

        if (flow.Ended == 0)
        {
            return "unfinished";
        }

        Drop(turn, flow);
        if (call.Dies)
        {
            turn.TakesSlice = true;
        }
        else if (turn.State.IsNarrow)
        {
            Sweep(turn, once: false);
        }
        else
        {
            TakeAway(turn, call.Id);
        }

        return "ok";
    }

    /// <summary>It is seen by nobody from here on. Its tasks go later.</summary>
    private static void Drop(Turn turn, FlowRow flow) => turn.State = turn.State with
    {
        Flows = turn.State.Flows.Remove(flow.Id), Leaving = turn.State.Leaving.Add(flow.Id, new LeavingFlow(flow.Id, flow.Over)),
    };

    private static void Drop(Turn turn, StagedFlow flow) => turn.State = turn.State with
    {
        Staged = turn.State.Staged.Remove(flow.Id), Leaving = turn.State.Leaving.Add(flow.Id, new LeavingFlow(flow.Id, [])),
    };

    /// <summary>Nothing is left of workflows that were leaving.</summary>
    public static void TakeAway(Turn turn, params string[] flows) => turn.State = turn.State with
    {
        Leaving = turn.State.Leaving.RemoveRange(flows),
        Tasks = turn.State.Tasks.RemoveRange(turn.State.Tasks.Values.Where(task => task.Flow is { } flow && flows.Contains(flow) && turn.State.Leaving.ContainsKey(flow)).Select(task => task.Id)),
    };
}
