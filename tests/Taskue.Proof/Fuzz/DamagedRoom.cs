using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Taskue.Proof.Model;
using Taskue.Store;

namespace Taskue.Proof.Fuzz;

/// <summary>
/// A namespace with tasks, a workflow and a runner in the middle of its work; one record of it becomes rubbish. Then another runner comes: it must be
/// able to do all that a runner does, what is new must pass, and everything must be readable.
/// </summary>
internal sealed class DamagedRoom
{
    private const string Queue = "work";
    private const int MostRounds = 20;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3), Expiry = TimeSpan.FromSeconds(10), MostTime = TimeSpan.FromSeconds(20);

    private static readonly string[] Hashes =
        ["tasks", "tasks", "tasks", "active", "active", "done", "tries", "blobs", "plan", "plan", "flows", "flows", "stages", "log", "logs", "runners", "live", "holders", "waiters", "staging", "dropping", "dying", "held:" + Queue, "meta", "meta"];

    private readonly IDatabase database;
    private readonly Dice dice;
    private readonly string root;
    private readonly RedisStore store;
    private readonly List<string> ids = [];
    private long now = 1_800_000_000_000;
    private string flow = "";
    private RedisValue epoch;

    public DamagedRoom(IConnectionMultiplexer connection, Dice dice)
    {
        this.dice = dice;
        database = connection.GetDatabase();
        string name = Bench.NewNamespace();
        root = $"proof:{{{name}:0}}:";
        store = new RedisStore(database, "proof", name, now: () => now);
    }

    /// <summary>What was damaged, and how.</summary>
    public string Damage { get; private set; } = "";

    public List<(string Call, string Text)> Faults { get; } = [];

    public int Calls { get; private set; }

    public int Quarantined { get; private set; }

    public async Task RunAsync()
    {
        await FillAsync();
        (string hash, string field, byte[] bytes) = await DamageAsync();
        if (hash == "meta" && field is "format" or "epoch")
        {
            await LockedAsync(field);
        }

        await WorkAsync();
        await ReadAsync();
        if (hash == "tasks")
        {
            await CheckQuarantineAsync(field, bytes);
        }

        await SweepAsync();
        await CallAsync("purge", () => store.PurgeAsync(force: true));
    }

    /// <summary>Tasks in every place where a task can be.</summary>
    private async Task FillAsync()
    {
        TaskSpec plain = Spec("[1]");
        NewTask[] tasks = [.. Enumerable.Range(0, 6).Select(i => new NewTask(TaskId.New(), i == 5 ? Spec($"[\"{new string('x', 2000)}\"]") : plain with { Title = $"task {i}", Retries = 2 }))];
        await store.EnqueueAsync(tasks);
        var first = new Hand(this, "first");
        await first.RegisterAsync();
        ClaimedTask[] claims = [.. first.Exchange(4, []).Claims];
        await Task.Run(() => store.AppendLogs(first.Keys.Incarnation, [Line(claims[3])], new LogLimits(64 * 1024, 1000)));
        first.Exchange(0,
        [
            Result(claims[0], Ending.Passed), Result(claims[1], Ending.Failed), Result(claims[2], Ending.Held),
        ]);
        var stages = new WorkflowSpec("a workflow", [[plain, plain], [plain, plain with { When = RunWhen.Always }], [plain]]);
        var added = new NewFlow(TaskId.New(), stages, [.. stages.Stages.Select(stage => (IReadOnlyList<string>)[.. stage.Select(_ => TaskId.New())])]);
        await store.EnqueueFlowAsync(added);
        await store.AwaitAsync("client", [tasks[4].Id, added.Id]);
        flow = added.Id;
        await store.SetRetentionAsync(Enum.GetValues<TaskState>().Where(state => state.IsFinal()).ToDictionary(state => state, _ => TimeSpan.FromDays(1)));
        epoch = await database.HashGetAsync(root + "meta", "epoch");
        ids.AddRange([.. tasks.Select(task => task.Id), .. added.TaskIds.SelectMany(stage => stage)]);
    }

    private async Task<(string Hash, string Field, byte[] Bytes)> DamageAsync()
    {
        string hash = Hashes[dice.Below(Hashes.Length)];
        if (dice.OneIn(8))
        {
            RedisValue[] entries = await database.ListRangeAsync(root + "q0:" + Queue);
            int place = dice.Below(entries.Length);
            byte[] entry = Rubbish([.. entries.Select(value => (byte[])value!)]);
            await database.ListSetByIndexAsync(root + "q0:" + Queue, place, entry);
            Damage = $"an entry of the queue, {InputFile.Literal((byte[])entries[place]!)}, became {InputFile.Literal(entry)}";
            return ("", "", []);
        }

        HashEntry[] all = [.. (await database.HashGetAllAsync(root + hash)).OrderBy(entry => (string?)entry.Name, StringComparer.Ordinal)];
        if (all.Length == 0)
        {
            // A record that is there for moments only.
            all = [new HashEntry(hash == "dying" ? (await database.HashKeysAsync(root + "live"))[0] : flow, hash == "dying" ? "d|0|0|0|0" : hash == "staging" ? $"{now}|5" : "0|0")];
        }

        HashEntry chosen = all[dice.Below(all.Length)];
        byte[] bytes = Rubbish([.. all.Select(entry => (byte[])entry.Value!)]);
        await database.HashSetAsync(root + hash, chosen.Name, bytes);
        Damage = $"{hash}[{chosen.Name}], {InputFile.Literal((byte[])chosen.Value!)}, became {InputFile.Literal(bytes)}";
        return (hash, (string)chosen.Name!, bytes);
    }

    /// <summary>A namespace whose format or epoch is another takes and gives nothing, and says so, until it is as it was.</summary>
    private async Task LockedAsync(string field)
    {
        var stranger = new Hand(this, "stranger");
        foreach ((string name, Func<Task> call) in (IReadOnlyList<(string, Func<Task>)>)
            [
                ("locked enqueue", () => store.EnqueueAsync([new NewTask(TaskId.New(), Spec("[3]"))])), ("locked register", stranger.RegisterAsync),
                ("locked get", () => store.GetAsync(ids, full: true)), ("locked overview", () => store.OverviewAsync()), ("locked audit", () => store.AuditAsync()),
            ])
        {
            await CallAsync(name, async () =>
            {
                try
                {
                    await call();
                }
                catch (StoreException)
                {
                    // Typed.
                }
            });
        }

        await database.HashSetAsync(root + "meta", field, field == "format" ? "1" : epoch);
    }

    /// <summary>The first runner dies; another takes over, and runs all there is.</summary>
    private async Task WorkAsync()
    {
        string fresh = TaskId.New();
        await CallAsync("enqueue", () => store.EnqueueAsync([new NewTask(fresh, Spec("[2]"))]));
        now += 60_000;
        var second = new Hand(this, "second");
        await CallAsync("register", second.RegisterAsync);
        for (int round = 0; round < MostRounds; round++)
        {
            now += 1_000;
            await CallAsync("heartbeat", () => Task.Run(() => store.Heartbeat(second.Keys, Period, Expiry)));
            IReadOnlyList<ClaimedTask> claims = [];
            await CallAsync("claims", () => Task.Run(() => claims = second.Exchange(10, []).Claims));
            await CallAsync("results", () => Task.Run(() => second.Exchange(0, [.. claims.Select(claim => Result(claim, claim.ReadSpec() is null ? Ending.Errored : Ending.Passed))])));
            await CallAsync("patrol", () => PatrolAsync(second));
        }

        await CallAsync("resync", () => Task.Run(() => store.Resync(second.Keys, second.Number, [])));
        await CallAsync("what is new passes", async () =>
        {
            IReadOnlyList<TaskInfo> found = await store.GetAsync([fresh], full: true);
            if (found is not [{ State: TaskState.Passed }] && !(found.Count == 0 && Damage.StartsWith("meta[keep:", StringComparison.Ordinal)))
            {
                throw new PromiseException("A task that was enqueued behind the damage has not passed.");
            }
        });
        await CallAsync("leave", () => store.LeaveAsync(second.Keys, stopped: true));
    }

    private async Task PatrolAsync(Hand by)
    {
        PatrolReply found = await store.PatrolAsync(by.Keys, PatrolPlace.Start, TimeSpan.FromSeconds(30));
        foreach (LostRunner lost in found.Lost.Where(lost => lost.Incarnation != by.Keys.Incarnation))
        {
            await UntilAsync("recovery", async () => await store.RecoverAsync(lost, Period, Expiry, 3) != RecoverReply.More);
        }

        Overdue[] overdue = [.. found.Overdue, .. found.Held.Select(task => new Overdue(task.Id, null, task.Queue))];
        if (overdue.Length > 0)
        {
            await store.GiveUpAsync(overdue, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
        }

        await UntilAsync("advance", async () => await store.AdvanceAsync(null, by.Keys.Queues) == 0);
    }

    private async Task ReadAsync()
    {
        await CallAsync("list", () => store.ListAsync(new TaskQuery { Limit = 1000 }));
        foreach (TaskState state in Enum.GetValues<TaskState>())
        {
            await CallAsync($"list {state}", () => store.ListAsync(new TaskQuery { State = state, Limit = 1000 }));
        }

        await CallAsync("search", () => store.SearchTasksAsync(new Search { Source = "index", Limit = 100, Filter = new Filter(Queue, "*a*", null, null) }));
        await CallAsync("search of workflows", () => store.SearchFlowsAsync(new Search { Source = "index", Limit = 100, Filter = new Filter(null, "*a*", null, null) }), damaged: true);
        await CallAsync("overview", () => store.OverviewAsync());
        await CallAsync("runners", () => store.RunnersAsync());
        await CallAsync("running", () => store.RunningAsync(null));
        await CallAsync("audit", () => store.AuditAsync());
        await CallAsync("get", () => store.GetAsync(ids, full: true));
        await CallAsync("list of workflows", () => store.ListFlowsAsync(new WorkflowQuery { Limit = 100 }));
        await CallAsync("workflow", () => store.GetFlowAsync(flow), damaged: true);
        await CallAsync("workflow's tasks", () => store.GetFlowTasksAsync(flow, 0, 0, full: true), damaged: true);
        await CallAsync("workflow's logs", () => store.ReadFlowLogsAsync(flow, 0, 0), damaged: true);
        await CallAsync("await", () => store.AwaitAsync("client", [.. ids, flow]));
        foreach (string id in ids.Append(flow))
        {
            await CallAsync("explain", () => store.ExplainAsync(id), damaged: true);
            await CallAsync("log", () => store.ReadLogAsync(id, LogPlace.Beginning, new LogFilter(null, 0, null, null, null), 100));
            await CallAsync("end of the log", () => store.FindLogTailAsync(id, new LogFilter(null, 0, null, null, null), 10));
        }
    }

    /// <summary>A record that cannot be read ends its task errored, and its bytes stay.</summary>
    private async Task CheckQuarantineAsync(string id, byte[] bytes)
    {
        await CallAsync("quarantine", async () =>
        {
            if ((await store.GetAsync([id], full: true)) is [{ State: TaskState.Errored, Reason: "unreadable" }])
            {
                byte[]? kept = await database.HashGetAsync(root + "tasks", id);
                PromiseException.Unless(kept is not null && kept.AsSpan().SequenceEqual(bytes), "the bytes of an unreadable record stay as they are");
                Quarantined++;
            }
        });
    }

    private async Task SweepAsync()
    {
        foreach (string id in ids)
        {
            await CallAsync("delete", async () =>
            {
                try
                {
                    await store.DeleteTaskAsync(id);
                }
                catch (Exception fault) when (fault is NotFoundException or InvalidActionException)
                {
                    // Of a workflow, not ended, or gone: typed.
                }
            });
        }

        now += (long)TimeSpan.FromDays(30).TotalMilliseconds;
        await CallAsync("sweep", () => UntilAsync("sweep", async () => !await store.SweepAsync()));
        await CallAsync("overview after the sweep", () => store.OverviewAsync());
    }

    private static async Task UntilAsync(string what, Func<Task<bool>> call)
    {
        for (int i = 0; i < 100; i++)
        {
            if (await call())
            {
                return;
            }
        }

        throw new PromiseException($"The {what} comes to no end.");
    }

    /// <summary>A call that must be answered; where the damaged record itself is read, with the error that says so.</summary>
    private async Task CallAsync(string name, Func<Task> call, bool damaged = false)
    {
        Calls++;
        try
        {
            await call().WaitAsync(MostTime);
        }
        catch (StoreException fault) when (damaged && fault.Code == ErrorCodes.FormatMismatch)
        {
            // Typed.
        }
        catch (Exception fault)
        {
            Faults.Add((name, fault.ToString()));
        }
    }

    private byte[] Rubbish(byte[][] samples) => new Mutator(samples, []).Draw(dice) is { Length: <= 8192 } drawn ? drawn : "unreadable"u8.ToArray();

    private static TaskSpec Spec(string arguments) => new(new StoredCall("Tests:Tests.Work.Do()", Encoding.UTF8.GetBytes(arguments))) { Tag = Queue };

    private LogAppend Line(ClaimedTask task)
    {
        var text = new byte[64];
        int length = LogPacking.Write(text, now, LogLevel.Information, LogSource.Output, "a line", 6);
        return new LogAppend(task.Id, task.Starts, 1, 1, 0, 1, now, now, (int)LogLevel.Information, text.AsMemory(0, length));
    }

    private static FinishedStart Result(ClaimedTask task, Ending ending)
    {
        byte[] method = ending == Ending.Held ? "Tests:Tests.Work.Do()"u8.ToArray() : [];
        TaskError? error = ending == Ending.Passed ? null : new TaskError("Oops", "It went wrong", null);
        string reason = ending == Ending.Held ? method.Length.ToString(CultureInfo.InvariantCulture) : ending == Ending.Errored ? "unreadable" : "";
        return new FinishedStart(task.Id, task.Starts, ending, reason, OutcomeRecord.Write("runner", ending == Ending.Passed ? "1"u8 : default, error, method), default, task.ReadSpec()?.WorkflowQueues);
    }

    /// <summary>A runner as the store sees it.</summary>
    private sealed class Hand(DamagedRoom room, string name)
    {
        public RunnerKeys Keys { get; } = new(Incarnation.Of(name), name, [Queue]);

        public long Number { get; private set; }

        public Task RegisterAsync() => room.store.RegisterAsync(Keys, new RunnerRow(name, 10, "host", 1, "0.1.0", [Queue]), Period, Expiry);

        public ExchangeReply Exchange(int free, IReadOnlyList<FinishedStart> finished) => room.store.Exchange(Keys, new Exchange
        {
            Number = ++Number, Free = free, DefaultTimeout = TimeSpan.FromHours(1), Strict = false, Park = false, Finished = finished,
        });
    }
}
