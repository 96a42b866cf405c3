using System.Collections.Immutable;

namespace Taskue.Proof.Model;

// Clients: waiting, reading, keeping and deleting.
internal static partial class Rules
{
    /// <summary>Register or answer, in one step: no end falls between.</summary>
    private static string Await(Turn turn, AwaitCall call)
    {
        var answers = new List<string>();
        foreach (string id in call.Ids)
        {
            string answer = turn.State.Flows.TryGetValue(id, out FlowRow? flow) ? flow.Ended > 0 ? "Ended" : "Waiting"
                : turn.Task(id) is { } task && (task.Flow is null || turn.State.Flows.ContainsKey(task.Flow)) ? task.Place == Place.Done ? "Ended" : "Waiting" : "None";
            if (answer == "Waiting")
            {
                ImmutableList<string> clients = turn.State.Waiters.GetValueOrDefault(id, []);
                turn.State = turn.State with { Waiters = turn.State.Waiters.SetItem(id, clients.Contains(call.Client) ? clients : clients.Add(call.Client)) };
            }

            answers.Add(answer);
        }

        return string.Join(' ', answers);
    }

    private static string Keep(Turn turn, KeepCall call)
    {
        Make(turn);
        turn.State = turn.State with
        {
            KeepWasSet = true,
            Keep = call.Milliseconds is { } ms ? turn.State.Keep.SetItem(call.Letter, ms) : turn.State.Keep.Remove(call.Letter),
        };
        return "";
    }

    /// <summary>What retention has passed leaves nothing behind; nothing that a reader can see is taken.</summary>
    private static string Sweep(Turn turn)
    {
        State state = turn.State;
        foreach (TaskRow task in state.Tasks.Values.Where(task => task.Flow is null && task.Place == Place.Done && task.Ended <= state.Horizon(task.End)))
        {
            turn.State = turn.State with { Tasks = turn.State.Tasks.Remove(task.Id) };
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

        return "";
    }

    private static void Drop(Turn turn, FlowRow flow) => turn.State = turn.State with
    {
        Flows = turn.State.Flows.Remove(flow.Id), Tasks = turn.State.Tasks.RemoveRange(flow.Tasks.SelectMany(stage => stage)),
    };

    private static void Drop(Turn turn, StagedFlow flow) => turn.State = turn.State with
    {
        Staged = turn.State.Staged.Remove(flow.Id), Tasks = turn.State.Tasks.RemoveRange(turn.State.Tasks.Values.Where(task => task.Flow == flow.Id).Select(task => task.Id)),
    };

    private static string DeleteTask(Turn turn, DeleteTaskCall call)
    {
        if (turn.Task(call.Id) is not { } task || !turn.State.Sees(task))
        {
            return "none";
        }

        if (task.Flow is not null)
        {
            return "workflow";
        }

        if (task.Place != Place.Done)
        {
            return "unfinished";
        }

        turn.State = turn.State with { Tasks = turn.State.Tasks.Remove(call.Id) };
        return "ok";
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
        return "ok";
    }

    /// <summary>Nothing is left of a namespace that is deleted: refused while runners live, or (without force) while tasks run.</summary>
    private static string Purge(Turn turn, PurgeCall call)
    {
        State state = turn.State;
        if (state.Runners.Values.Any(runner => runner.Lives && runner.Expires > state.Now))
        {
            return "living";
        }

        if (!call.Force && state.Tasks.Values.Any(task => task.Place == Place.Running))
        {
            return "running";
        }

        turn.State = State.Empty with { Now = state.Now, Budget = state.Budget, PartTasks = state.PartTasks, Hands = state.Hands, Incarnations = state.Incarnations };
        return "ok";
    }

    private static string TaskAnswer(TaskRow task) => task.Place switch
    {
        Place.Created => "created",
        Place.Queued or Place.Held => "pending",
        Place.Running => $"running start {task.Starts} at {task.Started}",
        _ => $"{Picture.Finals[task.End]} at {task.Ended}",
    };

    private static string FlowAnswer(FlowRow flow) =>
        $"{(flow.Ended > 0 ? flow.Failed > 0 ? "failed" : "passed" : flow.Started > 0 ? "running" : "pending")} warnings {flow.Warned}";

    private static string Overview(State state)
    {
        TaskRow[] seen = [.. state.Tasks.Values.Where(state.Sees)];
        return OverviewAnswer(
            seen.Count(task => task.Place == Place.Created), seen.Count(task => task.Place is Place.Queued or Place.Held), seen.Count(task => task.Place == Place.Running),
            "pfetxs".Select(letter => (long)seen.Count(task => task.Place == Place.Done && task.End == letter)),
            state.Flows.Values.Where(state.Sees).Select(FlowAnswer).Select(answer => answer.Split(' ')[0]).CountBy(one => one).Select(one => (one.Key, (long)one.Value)),
            state.Runners.Values.Count(runner => runner.Lives), state.Refused);
    }

    public static string OverviewAnswer(
        long created, long pending, long running, IEnumerable<long> ends, IEnumerable<(string State, long Count)> flows, long runners, long refused) =>
        $"created {created} pending {pending} running {running} ends [{string.Join(' ', ends)}] "
        + $"workflows [{string.Join(' ', flows.Where(one => one.Count > 0).OrderBy(one => one.State, StringComparer.Ordinal))}] runners {runners} refused {refused}";
}
