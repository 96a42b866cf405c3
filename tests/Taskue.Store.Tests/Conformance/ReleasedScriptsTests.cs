using StackExchange.Redis;
using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

/// <summary>What scripts of a released version leave behind, and today's make good.</summary>
public sealed class ReleasedScriptsTests
{
    [Theory, BothServers]
    public Task What_a_release_without_logs_sweeps_or_deletes_leaves_logs_that_are_swept_in_time(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string swept = await room.AddAsync(), deleted = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        foreach (string id in (string[])[swept, deleted])
        {
            ClaimedTask task = runner.Take(id);
            Assert.Empty(runner.Append(runner.Lines(task, 1, 1, "kept")));
            runner.End(task);
        }

        RedisStore released = Released(room, "sweep", "delete_task");
        await released.DeleteTaskAsync(deleted);
        room.Pass(TimeSpan.FromDays(2));
        await SweepAsync(released);
        Assert.Equal(2, (await room.RawAsync()).Hash("log").Count);

        Assert.True((await room.Redis.PatrolAsync(runner.Keys, PatrolPlace.Start, TimeSpan.Zero)).Sweep);
        await SweepAsync(room.Redis);
        Raw raw = await room.RawAsync();
        Assert.Equal((0, 0), (raw.Hash("log").Count, raw.Hash("logs").Count));
        Assert.False((await room.Store.PatrolAsync(runner.Keys, PatrolPlace.Start, TimeSpan.Zero)).Sweep);
    });

    [Theory, BothServers]
    public Task What_a_runner_announced_goes_also_where_such_a_release_swept_its_row(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        Assert.True(await room.Store.AnnounceAsync(runner.Keys, "name one"));
        await runner.LeaveAsync();
        room.Pass(TimeSpan.FromDays(2));
        await SweepAsync(Released(room, "sweep"));
        Assert.Single((await room.RawAsync()).Hash("runs"));

        await SweepAsync(room.Redis);
        Assert.Empty((await room.RawAsync()).Hash("runs"));
    });

    [Theory, BothServers]
    public Task It_is_found_among_the_announcements_of_many_living_runners(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string[] living = [.. Enumerable.Range(0, 2000).Select(i => $"living{i}")];
        await room.Database.HashSetAsync(room.Root + "runs", [.. living.Append("left-behind").Select(name => new HashEntry(name, "a"))]);
        await room.Database.HashSetAsync(room.Root + "runners", [.. living.Select(name => new HashEntry(name, "a"))]);

        for (int call = 0; await room.Database.HashExistsAsync(room.Root + "runs", "left-behind"); call++)
        {
            Assert.True(call < 2000, "100 of 2001 are looked at in a call: 2,000 calls miss one in 10^45 runs.");
            await room.Redis.SweepAsync();
        }

        Assert.Equal(living.Length, await room.Database.HashLengthAsync(room.Root + "runs"));
        await room.Database.KeyDeleteAsync([room.Root + "runs", room.Root + "runners"]);
    });

    private static RedisStore Released(StoreRoom room, params string[] scripts) =>
        new(room.Database, StoreRoom.Prefix, room.Name, scripts: ReleasedScripts.Set(scripts), now: () => room.Now);

    private static async Task SweepAsync(RedisStore store)
    {
        while (await store.SweepAsync())
        {
        }
    }
}
