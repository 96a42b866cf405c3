using System.Collections.Immutable;

namespace Taskue.Proof.Model;

// Clients: waiting, reading, keeping, and deleting tasks and namespaces.
internal static partial class Rules
{
    /// <summary>Register or answer, in one step: no end falls between.</summary>
    private static string Await(Turn turn, AwaitCall call)
    {
        var answers = new List<string>();
        foreach (string id in call.Ids)
        {
            string answer = turn.State.Flows.TryGetValue(id, out FlowRow? flow) ? flow.Ended > 0 ? "Ended" : "Waiting"
                : turn.Task(id) is not { } task ? "None"
                : task.Place == Place.Done ? "Ended" // seen by readers or not
                : task.Flow is null || turn.State.Flows.ContainsKey(task.Flow) ? "Waiting" : "None";
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

        turn.State = State.Empty with
        {
            Now = state.Now, Budget = state.Budget, PartTasks = state.PartTasks, Slice = state.Slice, MostPayload = state.MostPayload,
            Hands = state.Hands, Incarnations = state.Incarnations,
        };
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
