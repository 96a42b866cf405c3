using System.Text.RegularExpressions;
using Taskue.TestSupport;

namespace Taskue.Store.Tests.Diagnosis;

public sealed class CheckTests
{
    [Theory, BothServers]
    public async Task A_server_in_order_has_no_failed_check(ServerKind kind)
    {
        StoreReport report = await TaskueClient.CheckAsync(await TestServers.ConnectionStringAsync(kind), new TaskueOptions { Namespace = "check-" + TaskId.New() });

        // But for the latency, which is what it is beside other tests.
        Assert.All(report.Checks, check => Assert.True(check.Verdict != CheckVerdict.Fail || check.Name == "latency", $"{check.Name}: {check.Finding}"));
        Assert.Matches(@"^A round trip takes \d+\.\d\d ms, \d+\.\d\d ms at most \(20 of them\); a script call ", Of(report, "latency").Finding);
        foreach (string name in (string[])["scripts", "rights", "clock", "format", "queues", "held", "tasks", "modules", "orphans", "workflows", "results"])
        {
            Assert.True(Of(report, name).Verdict == CheckVerdict.Ok, Of(report, name).Finding);
        }

        Assert.Equal(CheckVerdict.Warn, Of(report, "runners").Verdict);
        Assert.All(report.Checks.Where(check => check.Verdict is CheckVerdict.Warn or CheckVerdict.Fail), check => Assert.NotNull(check.Remedy));
        Assert.Equal(report.Checks.Count, report.Checks.DistinctBy(check => check.Name).Count());
    }

    [Theory]
    [InlineData(20, 250, CheckVerdict.Ok)]
    [InlineData(21, 21, CheckVerdict.Warn)]
    [InlineData(1, 251, CheckVerdict.Warn)]
    [InlineData(500, 2000, CheckVerdict.Warn)]
    [InlineData(501, 501, CheckVerdict.Fail)]
    [InlineData(1, 2001, CheckVerdict.Fail)]
    public void A_slow_server_is_judged_by_the_middle_and_the_worst_of_its_round_trips(int middle, int worst, CheckVerdict verdict)
    {
        TimeSpan[] pings = [TimeSpan.Zero, TimeSpan.FromMilliseconds(middle), TimeSpan.FromMilliseconds(worst)];
        StoreCheck check = ServerChecks.Of(Facts(pings)).Single(one => one.Name == "latency");
        Assert.Equal((verdict, verdict != CheckVerdict.Ok), (check.Verdict, check.Remedy is not null));
        Assert.Equal($"A round trip takes {middle}.00 ms, {worst}.00 ms at most (3 of them).", check.Finding);
    }

    [Theory]
    [InlineData("6", "600", CheckVerdict.Warn)]
    [InlineData("5", "600", CheckVerdict.Ok)]
    [InlineData("100", "599", CheckVerdict.Ok)]
    [InlineData(null, "600", CheckVerdict.Ok)] // before Redis 7 it does not tell
    public void An_append_only_file_that_is_rewritten_more_often_than_every_two_minutes_is_a_warning(string? rewrites, string up, CheckVerdict verdict)
    {
        var info = new Dictionary<string, string> { ["aof_enabled"] = "1", ["uptime_in_seconds"] = up };
        if (rewrites is not null)
        {
            info["aof_rewrites"] = rewrites;
        }

        StoreCheck check = ServerChecks.Of(Facts([]) with { Info = info, Config = new Dictionary<string, string> { ["appendfsync"] = "everysec" } }).Single(one => one.Name == "persistence");
        Assert.Equal(verdict, check.Verdict);
        Assert.Equal(verdict == CheckVerdict.Warn, check.Finding.EndsWith(" It was rewritten 6 times in 10 min: starts come late while that goes on.", StringComparison.Ordinal));
        Assert.Equal(verdict == CheckVerdict.Warn, check.Remedy?.Contains("auto-aof-rewrite-min-size 1gb", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_latency_that_was_not_measured_is_unknown() =>
        Assert.Equal(CheckVerdict.Unknown, ServerChecks.Of(Facts([])).Single(one => one.Name == "latency").Verdict);

    [Theory, BothServers]
    public Task Trying_the_rights_leaves_nothing_behind(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddAsync();
        string before = (await room.RawAsync()).Dump();
        Assert.Equal("ok", await Broken.Raw(room, ScriptSet.Default.Rights));
        Assert.Equal(before, (await room.RawAsync()).Dump());
    });

    [Fact]
    public void Every_command_of_every_script_is_tried()
    {
        string all = string.Concat(Script.Names().Where(name => name != "rights").Select(name => Script.Load(name).Text));
        string[] used = [.. Regex.Matches(all, "'([A-Z]{3,})'").Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];
        string[] tried = [.. Regex.Matches(Script.Load("rights").Text, @"try\('([A-Z]+)'").Select(match => match.Groups[1].Value)];
        Assert.Contains("ZREVRANGEBYLEX", used);
        Assert.Empty(used.Except(tried).Except(["INFO", "LIMIT", "COUNT", "WITHSCORES"]));
    }

    [Fact]
    public async Task A_replica_that_evicts_and_is_nearly_full_says_each_of_it()
    {
        await using RedisServerProcess master = await RedisServerProcess.StartAsync();
        await using RedisServerProcess bad = await RedisServerProcess.StartAsync(new RedisServerOptions { ReplicaOf = master, MaxMemory = "1mb", MaxMemoryPolicy = "allkeys-lru" });

        await Wait.Eventually(async () => await PlainRedis.AskAsync(master.Port, null, "WAIT 1 1000") == ":1", "the replica follows");
        StoreReport report = await TaskueClient.CheckAsync(bad.ConnectionString);
        Assert.Equal(CheckVerdict.Fail, report.Verdict);
        Assert.Contains("read-only replica", Of(report, "role").Finding);
        Assert.Contains("allkeys-lru", Of(report, "eviction").Finding);
        Assert.Contains("noeviction", Of(report, "eviction").Remedy);
        Assert.Equal(CheckVerdict.Fail, Of(report, "memory").Verdict);
        Assert.Equal(CheckVerdict.Warn, Of(report, "persistence").Verdict);
        Assert.Contains("1 replica", Of(await TaskueClient.CheckAsync(master.ConnectionString), "replicas").Finding);
    }

    [Fact]
    public async Task Each_persistence_says_what_it_may_lose()
    {
        await using RedisServerProcess always = await RedisServerProcess.StartAsync(new RedisServerOptions { AppendFsync = AppendFsync.Always });
        await using RedisServerProcess second = await RedisServerProcess.StartAsync(new RedisServerOptions { AppendFsync = AppendFsync.EverySecond });
        await using RedisServerProcess none = await RedisServerProcess.StartAsync();

        Assert.Equal("Append-only file, flushed with every write (appendfsync always).", Of(await TaskueClient.CheckAsync(always.ConnectionString), "persistence").Finding);
        Assert.Contains("a power cut loses about a second", Of(await TaskueClient.CheckAsync(second.ConnectionString), "persistence").Finding);
        Assert.Contains("a restart of Redis loses every task", Of(await TaskueClient.CheckAsync(none.ConnectionString), "persistence").Finding);
    }

    [Theory]
    [InlineData("", "persistence")]
    [InlineData("CONFIG SET appendonly yes;CONFIG SET appendfsync no", "persistence")]
    [InlineData("CONFIG SET maxmemory-policy allkeys-lru", "eviction")]
    [InlineData("CONFIG SET maxmemory-policy volatile-ttl", "eviction")]
    [InlineData("", "memory")]
    [InlineData("CONFIG SET maxmemory 1mb", "memory")]
    public async Task What_a_check_says_to_configure_makes_it_pass(string before, string name)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        foreach (string command in before.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Equal("+OK", await PlainRedis.AskAsync(server.Port, null, command));
        }

        StoreCheck check = Of(await TaskueClient.CheckAsync(server.ConnectionString), name);
        Assert.NotEqual(CheckVerdict.Ok, check.Verdict);
        Assert.Equal("+OK", await PlainRedis.AskAsync(server.Port, null, Regex.Match(check.Remedy!, @"^CONFIG SET [a-z-]+ [a-z0-9]+").Value));
        Assert.Equal(CheckVerdict.Ok, Of(await TaskueClient.CheckAsync(server.ConnectionString), name).Verdict);
    }

    [Fact]
    public async Task A_server_that_tells_little_is_unknown_and_not_at_fault()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(new RedisServerOptions
        {
            Password = "p", Extra = ["user managed on >secret ~* &* +@all -config -info -acl -script|load"],
        });
        StoreReport report = await TaskueClient.CheckAsync($"127.0.0.1:{server.Port},user=managed,password=secret");

        Assert.All(report.Checks, check => Assert.True(check.Verdict != CheckVerdict.Fail || check.Name == "latency", $"{check.Name}: {check.Finding}"));
        foreach (string name in (string[])["server", "role", "persistence", "eviction", "memory", "replicas", "clients", "scripts"])
        {
            Assert.True(Of(report, name).Verdict == CheckVerdict.Unknown, $"{name}: {Of(report, name).Finding}");
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_error_and_no_report()
    {
        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => TaskueClient.CheckAsync("127.0.0.1:1,connectTimeout=500,connectRetry=1"));
        Assert.Equal(ErrorCodes.StoreUnavailable, fault.Code);
    }

    [Theory, BothServers]
    public Task What_was_left_lying_is_found(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        async Task<StoreCheck> Check(string name)
        {
            NamespaceStatus status = await StatusReader.ReadAsync(room.Store, _ => room.Store.ListAsync(new TaskQuery { State = TaskState.Failed }), default);
            return NamespaceChecks.Of(await room.Store.AuditAsync(), status).Single(check => check.Name == name);
        }

        await room.AddManyAsync(3, _ => StoreRoom.Spec("gpu"));
        Assert.Equal((CheckVerdict.Fail, "No runner lives, and 3 tasks wait."), ((await Check("runners")).Verdict, (await Check("runners")).Finding));
        Hand other = await room.RunnerAsync("cpu");
        Assert.Equal("Queue gpu: 3 tasks wait, and no runner serves it.", (await Check("queues")).Finding);
        Hand gpu = await room.RunnerAsync("gpu");
        Assert.Equal(CheckVerdict.Ok, (await Check("queues")).Verdict);
        await room.Store.ControlAsync(gpu.Name, RunnerCommand.Pause);
        Assert.Contains("Queue gpu: 3 tasks wait, and every runner that serves it is paused", (await Check("queues")).Finding);

        ClaimedTask task = gpu.Take();
        gpu.End(task, Ending.Held);
        Assert.Contains("Queue gpu: 1 task is held, as no runner that serves it could run it", (await Check("held")).Finding);
        gpu.Take();
        Assert.Equal(CheckVerdict.Ok, (await Check("orphans")).Verdict);
        await room.Database.HashDeleteAsync(room.Root + "live", gpu.Keys.Incarnation);
        Assert.Contains("1 running task belongs to a runner that neither lives nor", (await Check("orphans")).Finding);
        room.Pass(TimeSpan.FromMinutes(2));
        Assert.Contains("None is left", (await Check("runners")).Finding);
        other.Beat();
        await room.Database.HashSetAsync(room.Root + "staging", TaskId.New(), $"{room.Now - 900_000}|0");
        Assert.Contains("1 workflow was never enqueued to the end, the first for 15 min.", (await Check("workflows")).Finding);
        await room.Database.SortedSetAddAsync(room.Root + "advancing", TaskId.New(), room.Now - 60_000);
        Assert.Contains("the first for 60 s", (await Check("workflows")).Finding);
    }, watch: false, toTheEnd: false, check: false);

    private static ServerFacts Facts(TimeSpan[] pings) => new()
    {
        Info = new Dictionary<string, string>(), Config = new Dictionary<string, string>(), Pings = pings, ScriptCalls = [], Unloadable = [], Refused = [],
    };

    private static StoreCheck Of(StoreReport report, string name) => report.Checks.Single(check => check.Name == name);
}
