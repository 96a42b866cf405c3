using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue.Proof.Model;

/// <summary>Makes the model's calls at the real store, through the same methods as clients and runners, and says what it answered.</summary>
/// <param name="producer">A client's store.</param>
/// <param name="other">Another one's, and the runners'.</param>
/// <param name="make">Makes one more, which asks before each of its calls how much later it is.</param>
/// <param name="blocking">The connection of runners.</param>
internal sealed class Driver(IStore producer, IStore other, Func<Func<TimeSpan>, IStore> make, BlockingConnection blocking)
{
    private static readonly byte[] Method = Encoding.UTF8.GetBytes(Universe.Kinds[0].Spec.Method);
    private static readonly byte[] LargeResult = Encoding.UTF8.GetBytes("\"" + new string('r', 1100) + "\"");
    private static readonly LogLimits LogLimits = new(64 * 1024, 1000);

    public async Task<string> MakeAsync(State state, Call call)
    {
        switch (call)
        {
            case ClockCall or KillCall:
                return "";
            case EnqueueCall enqueue:
                int stored = 0;
                string refusal = await RefusedAsync(async () => stored = await producer.EnqueueAsync([.. enqueue.Tasks.Select(task => new NewTask(task.Id, task.Kind.Spec with { Id = task.Id }))]));
                return refusal == "ok" ? stored.ToString(CultureInfo.InvariantCulture) : refusal;
            case FlowCall flow:
                return await RefusedAsync(() => EnqueueAsync(state, flow));
            case RegisterCall register:
                RegisterReply registered = await other.RegisterAsync(new RunnerKeys(register.Incarnation, register.Name, register.Queues),
                    new RunnerRow(register.Name, 4, "host", 1, "0.1.0", register.Queues), Universe.Period, Universe.Expiry);
                return registered.Taken ? string.Create(CultureInfo.InvariantCulture, $"taken {registered.WaitFor.TotalMilliseconds} {registered.HolderExpires}") : "ok";
            case ExchangeCall exchange:
                return Exchange(exchange);
            case BeatCall beat:
                HeartbeatReply pulse = other.Heartbeat(Keys(beat.Who, []), Universe.Period, Universe.Expiry, blocking);
                return pulse.Gone ? "gone" : $"command '{Word(pulse.Command)}'";
            case LeaveCall leave:
                return await other.LeaveAsync(Keys(leave.Who, leave.Queues), leave.Stopped) ? "ok" : "gone";
            case ResyncCall resync:
                return other.Resync(Keys(resync.Who, resync.Queues), resync.Number, resync.Holds, blocking) is { } lost ? $"[{string.Join(' ', lost)}]" : "gone";
            case PatrolCall patrol:
                PatrolReply found = await other.PatrolAsync(Keys(patrol.Who, patrol.Queues), PatrolPlace.Start, Universe.PastDeadline);
                return Rules.PatrolAnswer(found.Lost.Select(one => one.Incarnation), found.Overdue.Select(one => (one.Id, one.Starts ?? 0, one.Queue)),
                    found.Held.Select(one => (one.Queue, one.Id, one.SinceMs)), found.Advancing, found.Sweep);
            case RecoverCall recover:
                return (await other.RecoverAsync(new LostRunner(recover.Who, recover.Queues), Universe.Period, Universe.Expiry, Universe.MaxDeaths)).ToString();
            case GiveUpCall overdue:
                return (await other.GiveUpAsync(overdue.Tasks, Universe.PastDeadline, Universe.HeldFor)).ToString(CultureInfo.InvariantCulture);
            case AdvanceCall advance:
                return (await other.AdvanceAsync(null, advance.Queues)).ToString(CultureInfo.InvariantCulture);
            case SweepCall { Once: true }:
                await other.SweepAsync();
                return "";
            case SweepCall:
                await SweepAsync(other);
                return "";
            case AwaitCall wait:
                return string.Join(' ', await producer.AwaitAsync(wait.Client, wait.Ids));
            case AppendCall append:
                return Append(state, append);
            case ControlCall control:
                return await other.ControlAsync(control.Name, control.Command) ? "ok" : "none";
            case DeleteTaskCall delete:
                return await RefusedAsync(() => other.DeleteTaskAsync(delete.Id));
            case DeleteFlowCall delete:
                return await RefusedAsync(() => DeleteAsync(state, delete));
            case KeepCall { Letter: 'l' } keep:
                await other.SetLogRetentionAsync(keep.Milliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null);
                return "";
            case KeepCall keep:
                await other.SetRetentionAsync(new Dictionary<TaskState, TimeSpan> { [StateLetter.TryRead(keep.Letter.ToString())!.Value] = TimeSpan.FromMilliseconds(keep.Milliseconds ?? 0) });
                return "";
            case PurgeCall purge:
                return await RefusedAsync(() => other.PurgeAsync(purge.Force));
            case GetCall get:
                return (await producer.GetAsync([get.Id], full: false)) is [var task] ? AnswerOf(task) : "none";
            case GetFlowCall get:
                return await producer.GetFlowAsync(get.Id) is { } info ? $"{info.State.ToString().ToLowerInvariant()} warnings {info.Warnings}" : "none";
            case OverviewCall:
                return AnswerOf(await producer.OverviewAsync());
            default:
                throw new InvalidOperationException($"{call} cannot be made.");
        }
    }

    private async Task EnqueueAsync(State state, FlowCall call)
    {
        var flow = new NewFlow(call.Id, new WorkflowSpec("proof",
            [.. call.Shape.Select((stage, s) => (IReadOnlyList<TaskSpec>)[.. stage.Select((kind, i) => kind.Spec with { Id = call.Tasks[s][i] })])]), call.Tasks);
        if (call.Parts >= Universe.PartsOf(call.Shape, state.PartTasks).Count && !call.Rests)
        {
            await producer.EnqueueFlowAsync(flow);
            return;
        }

        // A new producer, which opens the namespace first. It dies when so many parts are sent; or it rests before the last one, and all that is due then is swept.
        using var dies = new CancellationTokenSource();
        int calls = 0, last = Universe.PartsOf(call.Shape, state.PartTasks).Count;
        IStore mortal = make(() =>
        {
            calls++;
            if (call.Rests)
            {
                if (calls == 1 + last)
                {
                    Task.Run(() => SweepAsync(make(static () => FlowCall.Rest))).Wait();
                }

                return calls > last ? FlowCall.Rest : TimeSpan.Zero;
            }

            if (calls == 1 + call.Parts)
            {
                dies.Cancel();
            }

            return TimeSpan.Zero;
        });
        try
        {
            await mortal.EnqueueFlowAsync(flow, dies.Token);
        }
        catch (OperationCanceledException)
        {
            // It has died.
        }
    }

    private async Task DeleteAsync(State state, DeleteFlowCall call)
    {
        if (call.Dies)
        {
            int calls = 0;
            IStore mortal = make(() => ++calls > 1 ? throw new OperationCanceledException() : TimeSpan.Zero);
            try
            {
                await mortal.DeleteFlowAsync(call.Id);
            }
            catch (OperationCanceledException)
            {
                // It has died.
            }

            return;
        }

        await other.DeleteFlowAsync(call.Id);
        if (state.IsNarrow)
        {
            await SweepAsync(other); // it has begun to, if the workflow had more than a slice
        }
    }

    private static async Task SweepAsync(IStore store)
    {
        while (await store.SweepAsync())
        {
        }
    }

    private string Exchange(ExchangeCall call)
    {
        string name = Incarnation.NameOf(call.Who);
        ExchangeReply reply = other.Exchange(Keys(call.Who, call.Queues), new Exchange
        {
            Number = call.Number, Free = call.Free, DefaultTimeout = Universe.DefaultTimeout, Strict = call.Strict, Park = call.Park, Adopt = call.Adopt,
            Avoided = call.Avoided,
            Finished = [.. call.Results.Select(result => new FinishedStart(
                result.Id, result.Starts, result.Ending,
                result.Ending == Ending.Held ? Method.Length.ToString(CultureInfo.InvariantCulture) : "",
                OutcomeRecord.Write(name, result is { Ending: Ending.Passed, Large: false } ? "1"u8 : default,
                    result.Ending is Ending.Failed or Ending.TimedOut or Ending.Errored ? new TaskError("Oops", "It | went; wrong:", null) : null,
                    result.Ending == Ending.Held ? Method : default),
                result.Large ? LargeResult : default, result.FlowQueues))],
        }, blocking);
        return reply.Code switch
        {
            ExchangeCode.Gone => "gone",
            ExchangeCode.Behind => "behind",
            _ => Rules.ExchangeAnswer(
                Word(reply.Command), reply.Advancing, reply.Refused,
                reply.Claims.Select(claim => (claim.Id, claim.Starts, (long)claim.Attempts, claim.LargePayload.Length)),
                reply.Unable.Select(queue => (queue.Name, queue.OthersTake))),
        };
    }

    private string Append(State state, AppendCall call)
    {
        var text = new byte[64];
        int length = LogPacking.Write(text, state.Now, LogLevel.Information, LogSource.Output, "a line", 6);
        IReadOnlyList<int> refused = other.AppendLogs(call.Who,
            [new LogAppend(call.Id, call.Starts, call.Number, call.Number, (call.Number - 1) * length, 1, state.Now, state.Now, (int)LogLevel.Information, text.AsMemory(0, length))],
            LogLimits, lost: false, blocking);
        return refused.Count > 0 ? "refused" : "ok";
    }

    private static RunnerKeys Keys(string incarnation, string[] queues) => new(incarnation, Incarnation.NameOf(incarnation), queues);

    private static string Word(RunnerCommand command) => command == RunnerCommand.None ? "" : command.ToString().ToLowerInvariant();

    private static string AnswerOf(TaskInfo task) => task.State switch
    {
        TaskState.Created => "created",
        TaskState.Pending => "pending",
        TaskState.Running => $"running start {task.Starts} at {task.StartedAt?.ToUnixTimeMilliseconds()}",
        var state => $"{state.ToString().ToLowerInvariant()} at {task.EndedAt?.ToUnixTimeMilliseconds()}",
    };

    private static string AnswerOf(NamespaceOverview seen) => Rules.OverviewAnswer(
        seen.Tasks.Created, seen.Tasks.Pending, seen.Tasks.Running,
        [seen.Tasks.Passed, seen.Tasks.Failed, seen.Tasks.Errored, seen.Tasks.TimedOut, seen.Tasks.Terminated, seen.Tasks.Skipped],
        [("pending", seen.Workflows.Pending), ("running", seen.Workflows.Running), ("passed", seen.Workflows.Passed), ("failed", seen.Workflows.Failed)],
        seen.LivingRunners, seen.RefusedResults);

    /// <summary>What a refusal says, in one word.</summary>
    private static async Task<string> RefusedAsync(Func<Task> call)
    {
        try
        {
            await call();
            return "ok";
        }
        catch (NotFoundException)
        {
            return "none";
        }
        catch (InvalidActionException refusal)
        {
            return refusal.Message switch
            {
                var text when text.Contains("with the id '", StringComparison.Ordinal) => "taken " + text.Split('\'')[1],
                var text when text.Contains("living runners", StringComparison.Ordinal) => "living",
                var text when text.Contains("running tasks", StringComparison.Ordinal) => "running",
                var text when text.Contains("belongs to workflow", StringComparison.Ordinal) => "workflow",
                _ => "unfinished",
            };
        }
    }
}
