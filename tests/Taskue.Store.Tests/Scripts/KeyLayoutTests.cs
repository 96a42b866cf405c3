using System.Text.RegularExpressions;
using Taskue.Store.Tests.Conformance;
using Taskue.TestSupport;

namespace Taskue.Store.Tests.Scripts;

public sealed class KeyLayoutTests
{
    [Fact]
    public void The_document_and_the_tests_know_the_same_keys()
    {
        Dictionary<string, string> written = Written();
        Assert.Equal(Layout.Hashes.Concat(Layout.SortedSets).Concat(Layout.Sets).Concat(["q0:<queue>", "held:<queue>", "parked:<queue>"]).Order(), written.Keys.Order());
        Assert.All(written, row => Assert.Equal(Layout.TypeOf(row.Key), row.Value));
    }

    [Fact]
    public void Every_key_of_a_script_is_in_the_document() => Assert.Subset(
        Written().Keys.ToHashSet(), Script.Names().SelectMany(name => Script.Load(name).Keys).Select(key => key.Replace('_', ':')).ToHashSet());

    [Theory, BothServers]
    public Task A_namespace_in_full_use_has_the_keys_of_the_document_and_no_others(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        var seen = new HashSet<string>();
        async Task See()
        {
            await room.LookForStrangersAsync();
            seen.UnionWith((await room.RawAsync()).Keys.Select(key => Regex.Replace(key, "^(q0|held|parked):.*", "$1:<queue>")));
        }

        await ListTests.MixAsync(room);
        await room.AddAsync(StoreRoom.Spec(arguments: "[\"" + new string('x', 2000) + "\"]"));
        await room.Store.AwaitAsync("client", [await room.AddAsync()]);
        Hand parked = await room.RunnerAsync("nothing"), killed = await room.RunnerAsync("flow"), other = await room.RunnerAsync("flow");
        parked.Claim(1, park: true);
        await room.Store.AnnounceAsync(parked.Keys, "all MyApp.Jobs\n");
        Hand writer = await room.RunnerAsync();
        writer.Append(writer.Lines(writer.Take(), 1, 1, "a line"));
        await See();

        // Every ending of a workflow's task, one of them by a death; then a stage that waits for an undeclared queue.
        TaskSpec work = StoreRoom.Spec("flow") with { AllowRescheduling = false };
        await room.AddFlowAsync([work, work, work, work, work], [StoreRoom.Spec("flow"), StoreRoom.Spec("elsewhere") with { When = RunWhen.OnFailure }]);
        killed.Claim(1);
        ClaimedTask[] four = [.. other.Claim(4).Claims];
        other.Finish(0, [other.Result(four[0], Ending.Failed), other.Result(four[1], Ending.Errored), other.Result(four[2], Ending.TimedOut), other.Result(four[3])]);
        for (int i = 0; i < 4; i++)
        {
            room.Pass(StoreRoom.Period);
            other.Beat();
            parked.Beat();
        }

        Hand again = killed.Again();
        await again.RegisterAsync();
        await See();
        await room.Redis.RecoverAsync(new LostRunner(killed.Keys.Incarnation, ["flow"]), StoreRoom.Period, StoreRoom.Expiry, 3);
        await See();

        // A large workflow whose parts do not come to an end, and one that is taken away in slices.
        await Assert.ThrowsAsync<StoreException>(() => Broken.Store(room, "enqueue_flow", "local planRows", "if part ~= 'part' then error('broken off') end\nlocal planRows")
            .EnqueueFlowAsync(StoreRoom.Flow([.. Enumerable.Repeat(work, 1500)])));
        NewFlow large = await room.AddFlowAsync([.. Enumerable.Repeat(StoreRoom.Spec("large"), 2500)]);
        Hand runner = await room.RunnerAsync("large");
        while (runner.Claim(1000).Claims.Count > 0)
        {
            runner.EndAll();
        }

        await Broken.Raw(room, ScriptSet.Default.DeleteFlow, "", large.Id);
        await See();

        Assert.Equal(Written().Keys.Except(["end:skipped", "probe"]).Order(), seen.Order());
    }, watch: false);

    private static Dictionary<string, string> Written() => File.ReadLines(Repository.PathOf("docs", "key-layout.md"))
        .Select(line => Regex.Match(line, @"^\| `([^`]+)` \| (\w+) \|")).Where(row => row.Success)
        .ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);
}
