using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Taskue.Store;

// What runners do.
internal sealed partial class RedisStore
{
    public ExchangeReply Exchange(RunnerKeys runner, Exchange call, BlockingConnection? connection = null, Action? meanwhile = null)
    {
        (IReadOnlyList<string> queues, RedisKey[] keys) = QueuesOf(runner, call);
        int plain = 0, large = 0;
        foreach (FinishedStart finished in call.Finished)
        {
            plain += finished.IsPlain ? 1 : 0;
            large += finished.LargeResult.IsEmpty ? 0 : 1;
        }

        int others = call.Finished.Count - plain;
        var arguments = new RedisValue[12 + queues.Count + (3 * plain) + (5 * others) + (2 * call.Adopt.Count) + (2 * large)];
        int at = Put(arguments, 0, now(), runner.Incarnation);
        arguments[at++] = call.Number;
        arguments[at++] = call.Free;
        arguments[at++] = Milliseconds(call.DefaultTimeout);
        arguments[at++] = call.Strict ? "1" : "0";
        arguments[at++] = call.Park ? "1" : "0";
        arguments[at++] = runner.Queues.Count - call.Avoided.Count;
        at = PutQueues(arguments, at, queues);
        arguments[at++] = plain;
        arguments[at++] = others;
        int special = at + (3 * plain);
        foreach (FinishedStart finished in call.Finished)
        {
            ref int to = ref finished.IsPlain ? ref at : ref special;
            arguments[to++] = finished.Id;
            arguments[to++] = finished.Starts;
            if (!finished.IsPlain)
            {
                arguments[to++] = LetterOf(finished.Ending);
                arguments[to++] = finished.Reason;
            }

            arguments[to++] = finished.Tail;
        }

        at = special;
        arguments[at++] = call.Adopt.Count;
        foreach ((string queue, string id) in call.Adopt)
        {
            at = Put(arguments, at, queue, id);
        }

        foreach (FinishedStart finished in call.Finished)
        {
            if (!finished.LargeResult.IsEmpty)
            {
                arguments[at++] = finished.Id;
                arguments[at++] = finished.LargeResult;
            }
        }

        return ReadExchange(Call(connection, scripts.Exchange, keys, arguments, meanwhile));
    }

    /// <summary>The runner's queues, first those that it claims from, and behind them those that ending its tasks may put the next stage into.</summary>
    private (IReadOnlyList<string> Queues, RedisKey[] Keys) QueuesOf(RunnerKeys runner, Exchange call)
    {
        List<string>? queues = call.Avoided.Count == 0 ? null : [.. runner.Queues.Except(call.Avoided, StringComparer.Ordinal), .. call.Avoided];
        string? last = null;
        foreach (FinishedStart task in call.Finished)
        {
            if (task.WorkflowQueues is { } others && others != last)
            {
                last = others;
                queues ??= [.. runner.Queues];
                queues.AddRange(others.Split(',').Except(queues, StringComparer.Ordinal));
            }
        }

        return queues is null ? (runner.Queues, runner.Of(scripts.Exchange, space)) : (queues, Keys(scripts.Exchange, queues));
    }

    private ExchangeReply ReadExchange(RedisResult[] reply)
    {
        switch (Code(scripts.Exchange, reply))
        {
            case "gone":
                return new ExchangeReply(ExchangeCode.Gone);
            case "behind":
                return new ExchangeReply(ExchangeCode.Behind);
            case "ok" when reply.Length >= 6:
                break;
            default:
                throw Contract(scripts.Exchange, reply);
        }

        string refused = (string?)reply[4] ?? "", unable = reply.Length % 2 == 1 ? (string?)reply[^1] ?? "" : "";
        var large = (RedisResult[])reply[5]!;
        var claims = reply.Length < 8 ? [] : new ClaimedTask[(reply.Length - 6) / 2];
        int payload = 0;
        for (int i = 0; i < claims.Length; i++)
        {
            claims[i] = ReadClaim((byte[])reply[6 + (2 * i)]!, (byte[])reply[7 + (2 * i)]!);
            if (payload < large.Length && (string?)large[payload] == claims[i].Id)
            {
                claims[i] = claims[i] with { LargePayload = (byte[])large[payload + 1]! };
                payload += 2;
            }
        }

        return new ExchangeReply(ExchangeCode.Ok)
        {
            ServerMs = (long)reply[1],
            Command = CommandOf((string?)reply[2]),
            Advancing = (string?)reply[3] == "1",
            Refused = refused.Length == 0 ? [] : refused.Split(',', StringSplitOptions.RemoveEmptyEntries),
            Unable = unable.Length == 0 ? [] : [.. unable.Split(',').Select(word => new UnableQueue(word[1..], word[0] == '1'))],
            Claims = claims,
        };
    }

    /// <summary>The id at a first start, else id|starts|attempts|; and the spec.</summary>
    private ClaimedTask ReadClaim(byte[] entry, byte[] spec)
    {
        if (entry.Length == TaskId.Length)
        {
            return new ClaimedTask(Encoding.ASCII.GetString(entry), 1, 0, spec, default);
        }

        var reader = new PackedReader(entry);
        if (!reader.TryText((byte)'|', out string id) || !reader.TryNumber((byte)'|', out long? starts)
            || !reader.TryNumber((byte)'|', out long? attempts) || starts is null || attempts is null)
        {
            throw Contract(scripts.Exchange, []);
        }

        return new ClaimedTask(id, starts.Value, (int)attempts.Value, spec, default);
    }

    private static RunnerCommand CommandOf(string? word) => word switch
    {
        "pause" => RunnerCommand.Pause,
        "drain" => RunnerCommand.Drain,
        "stop" => RunnerCommand.Stop,
        _ => RunnerCommand.None,
    };

    private static RedisValue LetterOf(Ending ending) => ending switch
    {
        Ending.Passed => "p",
        Ending.Failed => "f",
        Ending.Errored => "e",
        Ending.TimedOut => "t",
        Ending.Held => "h",
        _ => "b",
    };

    private static RedisValue Milliseconds(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? -1 : (long)span.TotalMilliseconds;

    public HeartbeatReply Heartbeat(RunnerKeys runner, TimeSpan period, TimeSpan expiry, BlockingConnection? connection = null)
    {
        RedisResult[] reply = Call(connection, scripts.Heartbeat, runner.Of(scripts.Heartbeat, space),
            [now(), runner.Incarnation, Milliseconds(period), Milliseconds(expiry)]);
        return Code(scripts.Heartbeat, reply) switch
        {
            "gone" => new HeartbeatReply(true, RunnerCommand.None),
            "ok" when reply.Length == 3 => new HeartbeatReply(false, CommandOf((string?)reply[2])),
            _ => throw Contract(scripts.Heartbeat, reply),
        };
    }

    public async Task<RegisterReply> RegisterAsync(RunnerKeys runner, RunnerRow row, TimeSpan period, TimeSpan expiry)
    {
        var arguments = new List<RedisValue>
        {
            now(), runner.Incarnation, runner.Name, row.Write(), Milliseconds(period), Milliseconds(expiry), 1, runner.Queues.Count,
        };
        arguments.AddRange(runner.Queues.Select(queue => (RedisValue)queue));
        RedisResult[] reply = await CallAsync(scripts.Register, Keys(scripts.Register), [.. arguments]).ConfigureAwait(false);
        switch (Code(scripts.Register, reply))
        {
            case "taken" when reply.Length == 4:
                return new RegisterReply(true, TimeSpan.FromMilliseconds((long)reply[2]), (long)reply[3]);
            case "ok" when reply.Length == 3:
                await RememberNamespaceAsync().ConfigureAwait(false);
                serverTime((long)reply[1]);
                epoch = (string?)reply[2];
                return default;
            default:
                throw Contract(scripts.Register, reply);
        }
    }

    public async Task<bool> AnnounceAsync(RunnerKeys runner, string text)
    {
        RedisResult[] reply = await CallAsync(scripts.Announce, Keys(scripts.Announce), [runner.Incarnation, text]).ConfigureAwait(false);
        return Code(scripts.Announce, reply) == "ok";
    }

    public async Task<bool> LeaveAsync(RunnerKeys runner, bool stopped)
    {
        var arguments = new RedisValue[4 + runner.Queues.Count];
        int at = Put(arguments, 0, now(), runner.Incarnation);
        arguments[at++] = stopped ? "stopped" : "stopping";
        PutQueues(arguments, at, runner.Queues);
        RedisResult[] reply = await CallAsync(scripts.Leave, runner.Of(scripts.Leave, space), arguments).ConfigureAwait(false);
        return Code(scripts.Leave, reply) == "ok";
    }

    public IReadOnlyList<string>? Resync(
        RunnerKeys runner, long lastCall, IReadOnlyList<(string Id, long Starts)> held, BlockingConnection? connection = null)
    {
        string cursor = "0";
        long released = 0;
        while (true)
        {
            var arguments = new RedisValue[5 + runner.Queues.Count + (2 * held.Count)];
            int at = Put(arguments, 0, now(), runner.Incarnation);
            arguments[at++] = lastCall;
            arguments[at++] = cursor;
            at = PutQueues(arguments, at, runner.Queues);
            foreach ((string id, long starts) in held)
            {
                arguments[at++] = id;
                arguments[at++] = starts;
            }

            RedisResult[] reply = Call(connection, scripts.Resync, runner.Of(scripts.Resync, space), arguments);
            if (Code(scripts.Resync, reply) == "gone")
            {
                return null;
            }

            // The scan goes on over deletions: it ends with a round that released nothing.
            cursor = (string)reply[1]!;
            released += (long)reply[2];
            if (cursor == "0" && released == 0)
            {
                return [.. reply.Skip(3).Select(id => (string)id!)];
            }

            released = cursor == "0" ? 0 : released;
        }
    }

    public async Task<PatrolReply> PatrolAsync(RunnerKeys runner, PatrolPlace place, TimeSpan pastDeadline)
    {
        var arguments = new RedisValue[5 + runner.Queues.Count];
        int at = Put(arguments, 0, now(), place.Active);
        arguments[at++] = place.Held;
        arguments[at++] = Milliseconds(pastDeadline);
        PutQueues(arguments, at, runner.Queues);
        RedisResult[] reply = await CallAsync(scripts.Patrol, runner.Of(scripts.Patrol, space), arguments).ConfigureAwait(false);
        if (Code(scripts.Patrol, reply) != "ok" || reply.Length < 8)
        {
            throw Contract(scripts.Patrol, reply);
        }

        var lost = new List<LostRunner>();
        at = 7;
        for (int left = Int(reply[6]); left > 0; left--, at += 3)
        {
            string? task = (string?)reply[at + 2];
            lost.Add(new LostRunner((string)reply[at]!, RunnerRow.QueuesOf((string?)reply[at + 1] ?? ""), string.IsNullOrEmpty(task) ? null : task));
        }

        var overdue = new List<Overdue>();
        int count = Int(reply[at++]);
        for (; count > 0; count--, at += 3)
        {
            overdue.Add(new Overdue((string)reply[at]!, (long)reply[at + 1], (string)reply[at + 2]!));
        }

        var held = new List<HeldTask>();
        for (; at + 4 <= reply.Length; at += 4)
        {
            held.Add(new HeldTask((string)reply[at]!, (string)reply[at + 1]!, (long)reply[at + 2], (string)reply[at + 3]!));
        }

        return new PatrolReply(new PatrolPlace((string)reply[2]!, (string)reply[3]!), (long)reply[1], Int(reply[4]), (string?)reply[5] == "1", lost, overdue, held);
    }

    public async Task<RecoverReply> RecoverAsync(LostRunner lost, TimeSpan period, TimeSpan expiry, int maxDeaths)
    {
        List<string> declared = [.. lost.Queues];
        while (true)
        {
            var arguments = new RedisValue[7 + declared.Count];
            int at = Put(arguments, 0, now(), lost.Incarnation);
            arguments[at++] = Milliseconds(period);
            arguments[at++] = Milliseconds(expiry);
            arguments[at++] = maxDeaths;
            arguments[at++] = lost.Task ?? "";
            PutQueues(arguments, at, declared);
            RedisResult[] reply = await CallAsync(scripts.Recover, Keys(scripts.Recover, declared), arguments).ConfigureAwait(false);
            switch (Code(scripts.Recover, reply))
            {
                case "alive":
                    return RecoverReply.Alive;
                case "ok" when reply.Length == 3:
                    return (string?)reply[1] == "1" ? RecoverReply.More : RecoverReply.Done;
                case "need":
                    declared.AddRange(reply.Skip(1).Select(name => (string)name!).Distinct(StringComparer.Ordinal));
                    break;
                default:
                    throw Contract(scripts.Recover, reply);
            }
        }
    }

    public async Task<int> GiveUpAsync(IReadOnlyList<Overdue> tasks, TimeSpan pastDeadline, TimeSpan heldFor)
    {
        string[] queues = [.. tasks.Select(task => task.Queue).Distinct(StringComparer.Ordinal)];
        var arguments = new RedisValue[4 + queues.Length + (3 * tasks.Count)];
        arguments[0] = now();
        arguments[1] = Milliseconds(pastDeadline);
        arguments[2] = Milliseconds(heldFor);
        int at = PutQueues(arguments, 3, queues);
        foreach (Overdue task in tasks)
        {
            arguments[at++] = task.Id;
            arguments[at++] = task.Starts?.ToString(CultureInfo.InvariantCulture) ?? "";
            arguments[at++] = task.Queue;
        }

        RedisResult[] reply = await CallAsync(scripts.GiveUp, Keys(scripts.GiveUp, queues), arguments).ConfigureAwait(false);
        return Code(scripts.GiveUp, reply) == "ok" ? Int(reply[1]) : throw Contract(scripts.GiveUp, reply);
    }

    public async Task<int> AdvanceAsync(string? workflow, IReadOnlyList<string> queues, CancellationToken cancellationToken = default)
    {
        var declared = new List<string>(queues);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var arguments = new RedisValue[3 + declared.Count];
            int at = Put(arguments, 0, now(), workflow ?? "");
            PutQueues(arguments, at, declared);
            RedisResult[] reply = await CallAsync(scripts.Advance, Keys(scripts.Advance, declared), arguments).ConfigureAwait(false);
            if (Code(scripts.Advance, reply) != "ok")
            {
                throw Contract(scripts.Advance, reply);
            }

            if (reply.Length == 2)
            {
                return Int(reply[1]);
            }

            declared.AddRange(reply.Skip(2).Select(name => (string)name!));
        }
    }

    public async Task<bool> SweepAsync()
    {
        RedisResult[] reply = await CallAsync(scripts.Sweep, Keys(scripts.Sweep), [now()]).ConfigureAwait(false);
        return Code(scripts.Sweep, reply) == "ok" && (string?)reply[1] == "1";
    }
}
