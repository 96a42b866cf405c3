using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;
using Taskue.ProcessHost;
using Taskue.Proof.Campaign;
using Taskue.Store;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>What a round came to.</summary>
internal sealed record RoundResult(IReadOnlyList<string> Violations, int Tasks, int Flows, int Starts, int Waits);

/// <summary>
/// One server (and its replica, if there are failovers), runners and producers under load, faults in the middle of it; then quiet, in which everything must come to its end; then the rules, and retention
/// until nothing is left.
/// </summary>
internal sealed class Round(RoundForm form, string folder, Tally tally, TextWriter progress) : IAsyncDisposable
{
    private const string Prefix = "taskue";
    private const string Namespace = "proof";
    private const string Root = Prefix + ":{" + Namespace + ":0}:";

    /// <summary>How long everything may take to come to its end once all is well again. Reaching it is a violation: something is stuck.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly List<string> violations = [];
    private readonly long begun = Stopwatch.GetTimestamp();
    private readonly List<IAsyncDisposable> parts = [];

    public async Task<RoundResult> RunAsync(CancellationToken stopping)
    {
        Directory.CreateDirectory(folder);
        await PlantAsync();
        var settings = new RedisServerOptions { AppendFsync = AppendFsync.Always, LimitsFiles = true };
        RedisPair? pair = form.Faults.Any(fault => fault is FailOver) ? await RedisPair.StartAsync(settings) : null;
        RedisServerProcess server = pair?.Master ?? await RedisServerProcess.StartAsync(settings);
        RedisServerProcess[] servers = pair is null ? [server] : [pair.Master, pair.Replica];
        parts.AddRange(servers);
        using var watch = new Watch(() => pair?.Master ?? server, Root, new Timekeeping(Root, form.ServerAhead, Broken));
        LinkProxy[][] proxies = [.. Enumerable.Range(0, form.Runners + RoundForm.Producers).Select(_ => servers.Select(one => new LinkProxy(one.Port)).ToArray())];
        using var closing = new Closing([.. proxies.SelectMany(own => own)]);
        var fleet = new Fleet(
            [.. Enumerable.Range(0, form.Runners).Select(number => new RunnerSlot(number, AddressOf(proxies[number]), SettingsOf(number), Broken))],
            form.ServerAhead);
        parts.Add(fleet);
        string[] producing = [.. Common, string.Create(CultureInfo.InvariantCulture, $"enough={form.Backlog}")];
        var crowd = new Crowd(producing, [.. Enumerable.Range(0, RoundForm.Producers).Select(number => new ProducerSlot(AddressOf(proxies[form.Runners + number]), producing, form.Seed + number))]);
        parts.Add(crowd);
        await fleet.HealthyAsync(stopping);
        await crowd.StartedAsync();
        await Wait.Eventually(() => watch.Holding() >= form.Runners, "the runners have work", Patience, stopping);
        Say("under load");

        Link[] links = [.. proxies.SelectMany((own, number) => own.Select(proxy => new Link(proxy, fleet.Slots.ElementAtOrDefault(number))))];
        var scene = new Scene(server, pair, Root, fleet, links, crowd, watch, tally);
        await Task.WhenAll(form.Faults.GroupBy(fault => fault.Lane).Select(lane => StrikeAsync(scene, lane, stopping)));
        stopping.ThrowIfCancellationRequested();
        Say($"{form.Faults.Count} faults have struck");
        violations.AddRange(await crowd.FinishAsync(Patience));
        return await JudgeAsync(scene, stopping);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable part in Enumerable.Reverse(parts))
        {
            await part.DisposeAsync();
        }
    }

    /// <summary>Writes down what was found, and what the server and the runners said, beside what is there already.</summary>
    public async Task KeepAsync(IEnumerable<string> found)
    {
        await File.WriteAllLinesAsync(Path.Combine(folder, "violations"), found);
        foreach (RedisServerProcess server in parts.OfType<RedisServerProcess>())
        {
            await File.WriteAllLinesAsync(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"redis-{server.Port}.log")), server.Log);
        }

        foreach (Fleet fleet in parts.OfType<Fleet>())
        {
            await fleet.DumpAsync(folder);
        }

        foreach (RunnerSlot slot in parts.OfType<Fleet>().SelectMany(fleet => fleet.Slots))
        {
            await File.WriteAllLinesAsync(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"runner-{slot.Number}.log")),
                slot.Lives.SelectMany(life => life.Lines.Select(line => line.Text).Prepend($"--- process {life.Id}")));
        }
    }

    private string Scripts => Path.Combine(folder, "scripts");

    private string[] Common => [$"namespace={Namespace}", $"records={folder}", "redisTimeout=2000", $"scripts={Scripts}"];

    /// <summary>Runners in turns run tasks in their own process and in children, and are of different sizes.</summary>
    private string[] SettingsOf(int number) =>
    [
        .. Common, "monitor=300", "poll=300", "grace=50", "deaths=1000", "shell=1", "forward=off",
        string.Create(CultureInfo.InvariantCulture, $"interval={RoundForm.Beat.TotalMilliseconds:F0}"),
        string.Create(CultureInfo.InvariantCulture, $"expiry={RoundForm.Expiry.TotalMilliseconds:F0}"),
        string.Create(CultureInfo.InvariantCulture, $"concurrency={(number % 2 == 0 ? 8 : 3)}"),
        number % 2 == 0 ? "isolation=none" : "isolation=process",
    ];

    private void Say(string what) => progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  round {form.Name}: {what}; {Stopwatch.GetElapsedTime(begun).TotalSeconds:F0} s"));

    /// <summary>Writes the scripts that are not the product's: with the defect, and for a server with another clock.</summary>
    private async Task PlantAsync()
    {
        foreach ((string name, string text) in EditedScripts.Sources(form.Edits))
        {
            string path = Path.Combine(Scripts, name + ".lua");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text);
        }
    }

    private static string AddressOf(LinkProxy[] proxies) => string.Join(',', proxies.Select(proxy => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{proxy.Port}")));

    private void Broken(string what)
    {
        lock (violations)
        {
            violations.Add(what);
        }
    }

    private async Task StrikeAsync(Scene scene, IGrouping<Lane, Fault> lane, CancellationToken stopping)
    {
        var dice = new Random(unchecked((form.Seed * 31) + (int)lane.Key));
        foreach (Fault fault in lane)
        {
            await Task.Delay(dice.Next(200, 1200), stopping);
            await fault.StrikeAsync(scene, dice, stopping);
        }
    }

    private async Task<RoundResult> JudgeAsync(Scene scene, CancellationToken stopping)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(scene.Server.ConnectionString);
        IDatabase database = connection.GetDatabase();
        await scene.Fleet.HealthyAsync(stopping);
        try
        {
            await Wait.Eventually(async () => (await Settling.UnsettledAsync(database, Root, form.Runners)).Length == 0, "all has settled", Patience, stopping);
        }
        catch (TimeoutException)
        {
            Broken($"not settled: {await Settling.UnsettledAsync(database, Root, form.Runners)}");
            if (form.Defect.Count == 0)
            {
                await scene.Fleet.DumpAsync(folder);
            }
        }

        Say("settled");
        await scene.Fleet.CloseAsync(Patience);
        Raw raw = await Raw.ReadAsync(database, Root);
        Evidence evidence = Evidence.Of(
            History.Read(folder), [.. Records.Read(folder).Select(ByServer)], raw, scene.Crowd.Killed, form.Faults.Any(fault => fault.CutsLogs));
        violations.AddRange(Rules.Violations(evidence));
        violations.AddRange(await ResidueAsync(database));
        new Sightings(evidence, scene.Fleet, tally).See();
        return new RoundResult(violations, evidence.Tasks.Count, evidence.Flows.Count, evidence.Tasks.Values.Sum(task => task.Begun.Count()), evidence.Waits.Count);
    }

    /// <summary>What a body wrote down by its machine's clock, by the server's.</summary>
    private BodyRecord ByServer(BodyRecord body) => body with { AtMs = body.AtMs + (long)form.ServerAhead.TotalMilliseconds };

    /// <summary>When retention has passed, nothing is left.</summary>
    private static async Task<IEnumerable<string>> ResidueAsync(IDatabase database)
    {
        long later = TimeProvider.System.GetUtcNow().AddDays(400).ToUnixTimeMilliseconds();
        var store = new RedisStore(database, Prefix, Namespace, now: () => later);
        while (await store.SweepAsync())
        {
        }

        return Invariants.Residue(await Raw.ReadAsync(database, Root)).Select(key => $"retention: {key} is left");
    }
}
