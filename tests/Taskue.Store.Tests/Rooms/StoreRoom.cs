using System.Text;
using StackExchange.Redis;
using Taskue.TestSupport;

namespace Taskue.Store.Tests;

/// <summary>A fresh namespace on one of the servers, with a clock that the test drives and a watch over the raw keys.</summary>
internal sealed class StoreRoom
{
    public const string Prefix = "taskue";
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(10);

    /// <summary>Of an attempt 64 KiB and 1000 lines.</summary>
    public static readonly LogLimits LogLimits = new(64 * 1024, 1000);

    private static int count;

    private readonly ScriptSet? scripts;
    private int runners;

    private StoreRoom(ConnectionMultiplexer connection, ScriptSet? scripts, bool watch)
    {
        Connection = connection;
        Database = connection.GetDatabase();
        Name = "room-" + Interlocked.Increment(ref count);
        this.scripts = scripts;
        Watching = watch;
        Redis = NewStore();
        Store = new Watched(Redis, LookAsync);
    }

    public ConnectionMultiplexer Connection { get; }

    public IDatabase Database { get; }

    public string Name { get; }

    public string Root => $"{Prefix}:{{{Name}:0}}:";

    /// <summary>Unix milliseconds; the scripts take it for now.</summary>
    public long Now { get; private set; } = 1_800_000_000_000;

    /// <summary>The store, looked after.</summary>
    public IStore Store { get; }

    public RedisStore Redis { get; }

    /// <summary>Whether the raw keys are looked at after each call; large rooms look at the end only.</summary>
    public bool Watching { get; set; }

    public TransitionRecorder Recorder { get; } = new();

    public static Task RunAsync(ServerKind kind, Func<StoreRoom, Task> body, bool watch = true, bool toTheEnd = true, bool check = true) =>
        RunOnAsync(() => TestServers.ConnectAsync(kind), body, watch, toTheEnd, check);

    /// <summary>Runs a test in a room of its own; then the invariants must hold, and everything must be able to end and leave nothing.</summary>
    public static async Task RunOnAsync(
        Func<Task<ConnectionMultiplexer>> connect, Func<StoreRoom, Task> body, bool watch = true, bool toTheEnd = true, bool check = true)
    {
        var room = new StoreRoom(await connect(), scripts: null, watch);
        try
        {
            await body(room);
            if (check)
            {
                Invariants.Check(await room.RawAsync(), "the test");
            }

            if (toTheEnd)
            {
                await room.EndAsync();
            }
        }
        finally
        {
            await room.ClearAsync();
        }
    }

    /// <summary>A room that nobody looks after, for tests that want to see a rule broken.</summary>
    public static async Task<StoreRoom> OpenAsync(ScriptSet scripts) => new(await TestServers.ConnectAsync(ServerKind.Redis), scripts, watch: false);

    public RedisStore NewStore() => new(Database, Prefix, Name, scripts: scripts, now: () => Now);

    public void Pass(TimeSpan time) => Now += (long)time.TotalMilliseconds;

    public Task<Raw> RawAsync() => Raw.ReadAsync(Database, Root);

    public static TaskSpec Spec(string? tag = null, string arguments = "[]", string method = "Tests|Work|Do()") =>
        new(new StoredCall(method, Encoding.UTF8.GetBytes(arguments))) { Tag = tag };

    public async Task<string> AddAsync(TaskSpec? spec = null)
    {
        string id = TaskId.New();
        Assert.Equal(1, await Store.EnqueueAsync([new NewTask(id, spec ?? Spec())]));
        return id;
    }

    public async Task<string[]> AddManyAsync(int count, Func<int, TaskSpec>? spec = null)
    {
        NewTask[] tasks = [.. Enumerable.Range(0, count).Select(i => new NewTask(TaskId.New(), spec?.Invoke(i) ?? Spec()))];
        foreach (NewTask[] part in tasks.Chunk(500))
        {
            Assert.Equal(part.Length, await Store.EnqueueAsync(part));
        }

        return [.. tasks.Select(task => task.Id)];
    }

    public async Task<NewFlow> AddFlowAsync(params TaskSpec[][] stages)
    {
        NewFlow flow = Flow(stages);
        await Store.EnqueueFlowAsync(flow);
        return flow;
    }

    public static NewFlow Flow(params TaskSpec[][] stages) => new(TaskId.New(), new WorkflowSpec("flow", stages),
        [.. stages.Select(stage => (IReadOnlyList<string>)[.. stage.Select(_ => TaskId.New())])]);

    /// <summary>Registers a runner; without queues it serves <c>default</c>.</summary>
    public async Task<Hand> RunnerAsync(params string[] queues)
    {
        var hand = new Hand(this, "runner-" + Interlocked.Increment(ref runners), queues.Length == 0 ? ["default"] : queues);
        Assert.False((await hand.RegisterAsync()).Taken);
        return hand;
    }

    public async Task<TaskInfo> TaskAsync(string id) => Assert.Single(await Store.GetAsync([id], full: true));

    public async Task<bool> IsThereAsync(string id) => (await Store.GetAsync([id], full: false)).Count == 1;

    public async Task<WorkflowInfo> FlowAsync(string id) => await Store.GetFlowAsync(id) ?? throw new InvalidOperationException($"There is no workflow {id}.");

    /// <summary>All that can be read of a task's log now, in pages of a size.</summary>
    public async Task<List<LogEntry>> LogAsync(string id, LogQuery? query = null)
    {
        query ??= new LogQuery();
        var all = new List<LogEntry>();
        LogPlace place = query.Check("query") ?? (query.Tail is { } tail ? (await Store.FindLogTailAsync(id, query.Filter, tail))!.Value : LogPlace.Beginning);
        for (bool more = true; more;)
        {
            LogSlice slice = (await Store.ReadLogAsync(id, place, query.Filter, query.Limit))!;
            Assert.InRange(slice.Entries.Count, 0, query.Limit);
            all.AddRange(slice.Entries);
            (place, more) = (slice.Next, slice.More);
        }

        return all;
    }

    public async Task<string[]> TextsAsync(string id, LogQuery? query = null) => [.. (await LogAsync(id, query)).Select(entry => entry.Text)];

    public Task KeepAsync(TaskState state, TimeSpan time) => Store.SetRetentionAsync(new Dictionary<TaskState, TimeSpan> { [state] = time });

    public async Task SweepAsync()
    {
        while (await Store.SweepAsync())
        {
        }
    }

    /// <summary>What the patrol of a runner does about others: buries the dead, ends what is overdue, moves workflows on.</summary>
    public async Task PatrolAsync(Hand by, int maxDeaths = 3)
    {
        PatrolPlace place = PatrolPlace.Start;
        do
        {
            PatrolReply found = await Store.PatrolAsync(by.Keys, place, TimeSpan.FromSeconds(30));
            place = found.Next;
            foreach (LostRunner lost in found.Lost)
            {
                while (await Store.RecoverAsync(lost, Period, Expiry, maxDeaths) == RecoverReply.More)
                {
                }
            }

            Overdue[] overdue = [.. found.Overdue, .. found.Held.Where(task => found.ServerMs - task.SinceMs > 86_400_000).Select(task => new Overdue(task.Id, null, task.Queue))];
            if (overdue.Length > 0)
            {
                await Store.GiveUpAsync(overdue, TimeSpan.FromSeconds(30), TimeSpan.FromDays(1));
            }

            while (found.Advancing > 0 && await Store.AdvanceAsync(null, by.Keys.Queues) > 0)
            {
            }
        }
        while (place.Active != "0" || place.Held != "1:0");
    }

    /// <summary>Lets everything end: what is stored is recovered, run and swept; then nothing may be left.</summary>
    public async Task EndAsync()
    {
        string[] queues = [.. (await Redis.OverviewAsync()).Queues.Select(queue => queue.Name)];
        Hand last = await RunnerAsync(queues);
        for (int round = 0; ; round++)
        {
            Pass(TimeSpan.FromDays(1.1));
            last.Beat();
            for (int i = 0; i < 4; i++)
            {
                Pass(Period);
                last.Beat();
            }

            await PatrolAsync(last);
            for (int i = 0; i < 100; i++)
            {
                ExchangeReply reply = last.Claim(1000);
                if (reply.Claims.Count == 0)
                {
                    break;
                }

                last.EndAll();
            }

            Raw raw = await RawAsync();
            if (raw.Hash("staging").Count > 0)
            {
                await SweepAsync();
            }
            else if (Invariants.Places(raw).Count == 0 && raw.Hash("dying").Count == 0)
            {
                break;
            }

            Assert.True(round < 20, "It does not come to an end:\n" + raw.Dump());
        }

        Assert.True(await Store.LeaveAsync(last.Keys, stopped: true));
        Pass(TimeSpan.FromDays(400));
        await SweepAsync();
        await LookAsync("the end");
        Invariants.CheckNoResidue(await RawAsync());
        await LookForStrangersAsync();
    }

    /// <summary>Every key of this namespace is one of the layout, of its type, and in its root.</summary>
    public async Task LookForStrangersAsync()
    {
        IServer server = Connection.GetServers()[0];
        await foreach (RedisKey key in server.KeysAsync(pattern: $"*{Name}:*", pageSize: 5000))
        {
            string name = key.ToString();
            Assert.StartsWith(Root, name);
            string? type = Layout.TypeOf(name[Root.Length..]);
            Assert.True(type is not null, $"The key {name} is not in the layout.");
            RedisType real = await Database.KeyTypeAsync(key);
            Assert.Equal(type, real switch { RedisType.SortedSet => "zset", RedisType.None => type, _ => real.ToString().ToLowerInvariant() });
        }
    }

    public async Task LookAsync(string what)
    {
        if (Watching)
        {
            Raw raw = await RawAsync().ConfigureAwait(false);
            Invariants.Check(raw, what);
            List<string> undrawn = Recorder.Step(raw, forget: what == "purge");
            Assert.True(undrawn.Count == 0, $"After {what}, not drawn in docs/state-machine.md: {string.Join("; ", undrawn)}");
        }
    }

    /// <summary>Takes the namespace out of the server, whatever stands in it.</summary>
    public async Task ClearAsync()
    {
        Raw raw = await RawAsync();
        await Database.KeyDeleteAsync([.. raw.Keys.Select(key => (RedisKey)(Root + key))]);
        await Database.SetRemoveAsync(Prefix + ":namespaces", Name);
    }
}
