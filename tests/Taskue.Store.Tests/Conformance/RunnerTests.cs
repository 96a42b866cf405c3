using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class RunnerTests
{
    [Theory, BothServers]
    public Task A_registered_runner_is_listed_with_what_it_says_of_itself(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand hand = await room.RunnerAsync("a", "b");

        RunnerInfo runner = Assert.Single(await room.Store.RunnersAsync());
        Assert.Equal((hand.Name, RunnerState.Idle, 10, "host", 1), (runner.Name, runner.State, runner.Concurrency, runner.Host, runner.ProcessId));
        Assert.Equal(["a", "b"], runner.Queues);
        Assert.Equal(room.Now, runner.StartedAt.ToUnixTimeMilliseconds());
        Assert.Equal(room.Now + 10_000, runner.HeartbeatExpiresAt!.Value.ToUnixTimeMilliseconds());
        Assert.Equal(1, (await room.Store.OverviewAsync()).LivingRunners);
    });

    [Theory, BothServers]
    public Task What_a_runner_announces_is_listed_until_it_announces_something_else(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand hand = await room.RunnerAsync(), silent = await room.RunnerAsync();
        async Task<RunnerInfo> Info(Hand of) => (await room.Store.RunnersAsync()).Single(one => one.Name == of.Name);
        Assert.True(await room.Store.AnnounceAsync(hand.Keys, "old 2\nname images.resize@2\nall MyApp.Jobs\nfit Other*:X.*\ncan shell\nbad /srv/a: broken\nword of tomorrow\n"));
        string before = (await room.RawAsync()).Dump();
        Assert.True(await room.Store.AnnounceAsync(hand.Keys, "old 2\nname images.resize@2\nall MyApp.Jobs\nfit Other*:X.*\ncan shell\nbad /srv/a: broken\nword of tomorrow\n"));
        Assert.Equal(before, (await room.RawAsync()).Dump());

        RunnerInfo info = await Info(hand);
        Assert.Equal(["images.resize@2", "MyApp.Jobs:*", "Other*:X.*"], info.Runs);
        Assert.Equal((2, "shell", "/srv/a: broken"), (info.OldModuleBuilds, Assert.Single(info.Capabilities), Assert.Single(info.ModuleFaults)));
        Assert.Equal((true, false, null, null, false),
            (info.CanRun("@images.resize@2"), info.CanRun("@images.resize@1"), info.CanRun("MyApp.Jobs:A.B()"), info.CanRun("OtherLib:X.Y()"), info.CanRun("Else:X.Y()")));
        Assert.Equal((0, null, null), ((await Info(silent)).Runs.Count, (await Info(silent)).CanRun("@images.resize@2"), (await Info(silent)).CanRun("Else:X.Y()")));

        Assert.True(await room.Store.AnnounceAsync(hand.Keys, "all Else\n"));
        Assert.Equal(["Else:*"], (await Info(hand)).Runs);
        await hand.LeaveAsync();
        Assert.False(await room.Store.AnnounceAsync(hand.Keys, "all Nothing\n"));
        Assert.Equal(["Else:*"], (await Info(hand)).Runs);
        Assert.Contains((await room.RawAsync()).Keys, key => key == "runs");

        room.Pass(TimeSpan.FromHours(25));
        await room.Store.SweepAsync();
        Assert.DoesNotContain((await room.RawAsync()).Keys, key => key == "runs");
    });

    [Theory, BothServers]
    public Task One_runner_is_woken_where_a_server_cannot_count_who_listens(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        foreach ((Ear ear, int stillParked) in new[] { (Ear.Uncounted, 2), (Ear.Channel, 0) })
        {
            for (int i = 0; i < 3; i++)
            {
                string name = $"{ear}-{i}";
                var keys = new RunnerKeys(Incarnation.Of(name, ear), name, ["default"]);
                await room.Store.RegisterAsync(keys, new RunnerRow(name, 1, "host", 1, "0.1.0", ["default"]), StoreRoom.Period, StoreRoom.Expiry);
                room.Store.Exchange(keys, new Exchange { Number = 1, Free = 1, DefaultTimeout = TimeSpan.FromHours(1), Strict = false, Park = true, Finished = [] });
            }

            string id = await room.AddAsync(); // nobody listens
            Assert.Equal(stillParked, await room.Database.SetLengthAsync(room.Root + "parked:default"));
            Hand hand = await room.RunnerAsync();
            hand.End(hand.Take(id));
            await room.Database.KeyDeleteAsync(room.Root + "parked:default");
        }
    }, watch: false, check: false);

    [Theory, BothServers]
    public Task Idle_busy_stopping_and_stopped_are_told_apart(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddAsync();
        Hand hand = await room.RunnerAsync();
        async Task<RunnerState> State() => Assert.Single(await room.Store.RunnersAsync()).State;
        Assert.Equal(RunnerState.Idle, await State());
        ClaimedTask task = hand.Take();
        Assert.Equal(RunnerState.Busy, await State());
        hand.End(task);
        Assert.Equal(RunnerState.Idle, await State());
        Assert.True(await hand.LeaveAsync(stopped: false));
        Assert.Equal(RunnerState.Stopping, await State());
        Assert.True(hand.Beat());
        Assert.True(await hand.LeaveAsync());
        Assert.Equal(RunnerState.Stopped, await State());
        Assert.False(await hand.LeaveAsync());
        Assert.False(hand.Beat());
        Assert.Equal(0, (await room.Store.OverviewAsync()).LivingRunners);
    });

    [Theory, BothServers]
    public Task A_name_in_use_makes_the_next_start_wait_for_the_holders_expiry(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand holder = await room.RunnerAsync();
        Hand again = holder.Again();
        room.Pass(TimeSpan.FromSeconds(4));

        RegisterReply reply = await again.RegisterAsync();
        Assert.Equal((true, TimeSpan.FromSeconds(6), room.Now + 6000), (reply.Taken, reply.WaitFor, reply.HolderExpires));
        Assert.Single(await room.Store.RunnersAsync());

        // The holder beats meanwhile: its expiry moves on, by which the new one knows that it lives.
        Assert.True(holder.Beat());
        RegisterReply later = await again.RegisterAsync();
        Assert.True(later.Taken && later.HolderExpires > reply.HolderExpires);
    });

    [Theory, BothServers]
    public Task An_expired_holder_is_buried_and_its_name_taken(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand holder = await room.RunnerAsync(), other = await room.RunnerAsync();
        holder.Take(id);
        for (int i = 0; i < 4; i++)
        {
            room.Pass(StoreRoom.Period);
            other.Beat();
        }

        Hand again = holder.Again();
        Assert.False((await again.RegisterAsync()).Taken);
        Assert.False(holder.Beat());
        await room.PatrolAsync(again);
        Assert.Equal(2, again.Take(id).Starts);
        Assert.Equal([RunnerState.Busy, RunnerState.Dead], (await room.Store.RunnersAsync()).Where(one => one.Name == holder.Name).Select(one => one.State));
    });

    [Theory, BothServers]
    public Task In_the_grace_a_name_is_not_taken_over(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand holder = await room.RunnerAsync();
        Hand again = holder.Again();
        room.Pass(TimeSpan.FromMinutes(5));

        Assert.True((await again.RegisterAsync()).Taken);
        room.Pass(TimeSpan.FromSeconds(9));
        Assert.True((await again.RegisterAsync()).Taken);
        room.Pass(TimeSpan.FromSeconds(1));
        Assert.False((await again.RegisterAsync()).Taken);
    });

    [Theory, BothServers]
    public Task Registering_twice_is_one_registration(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand hand = await room.RunnerAsync();
        string before = (await room.RawAsync()).Dump();

        Assert.False((await hand.RegisterAsync()).Taken);
        Assert.Equal(before, (await room.RawAsync()).Dump());
    });

    [Theory, BothServers]
    public Task Registering_twice_after_a_claim_keeps_what_it_holds(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddAsync();
        Hand hand = await room.RunnerAsync();
        ClaimedTask task = hand.Take();
        Assert.False((await hand.RegisterAsync()).Taken);

        Assert.Empty(hand.End(task).Refused);
    });

    [Theory, BothServers]
    public Task A_stopped_runners_name_is_free_at_once(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand hand = await room.RunnerAsync();
        await hand.LeaveAsync();

        Assert.False((await hand.Again().RegisterAsync()).Taken);
    });

    [Theory, BothServers]
    public Task What_a_stopped_runner_still_holds_goes_back_to_the_front_uncharged(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string[] ids = await room.AddManyAsync(2);
        Hand hand = await room.RunnerAsync(), other = await room.RunnerAsync();
        hand.Take(ids[0]);
        Assert.True(await hand.LeaveAsync());
        await room.PatrolAsync(other);

        TaskInfo task = await room.TaskAsync(ids[0]);
        Assert.Equal((TaskState.Pending, 0, 0, "handed_back"), (task.State, task.Attempts, task.RunnerDeaths, task.EarlierAttempts[0].Outcome));
        Assert.Equal(ids[0], other.Take().Id);
        RunnerInfo stopped = (await room.Store.RunnersAsync()).Single(one => one.Name == hand.Name);
        Assert.Equal((RunnerState.Stopped, 1, 0), (stopped.State, stopped.Rescheduled, stopped.Terminated));
    });

    [Theory, BothServers]
    public Task Stopped_and_dead_runners_stay_listed_for_a_day(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand stopped = await room.RunnerAsync(), dead = await room.RunnerAsync(), other = await room.RunnerAsync();
        await stopped.LeaveAsync();
        await HeartbeatTests.DieAsync(room, dead, other);
        await other.LeaveAsync();
        room.Pass(TimeSpan.FromHours(23.9));
        await room.SweepAsync();
        Assert.Equal(3, (await room.Store.RunnersAsync()).Count);
        room.Pass(TimeSpan.FromHours(0.2));
        await room.SweepAsync();

        Assert.Empty(await room.Store.RunnersAsync());
        Assert.Empty((await room.RawAsync()).Hash("holders"));
    });

    [Theory, BothServers]
    public Task More_than_500_runners_are_listed_whole_in_order_of_their_names(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string[] names = [.. Enumerable.Range(0, 600).Select(i => $"r{i:000}")];
        foreach (string[] part in names.Chunk(100))
        {
            await Task.WhenAll(part.Select(name => new Hand(room, name, ["default"]).RegisterAsync()));
        }

        Assert.Equal(names, (await room.Store.RunnersAsync()).Select(one => one.Name));
    }, watch: false, toTheEnd: false);
}
