using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class HeartbeatTests
{
    /// <summary>One runner falls silent while others beat; then they bury it and move on what it held.</summary>
    internal static async Task DieAsync(StoreRoom room, Hand dead, params Hand[] others)
    {
        for (int i = 0; i < 4; i++)
        {
            room.Pass(StoreRoom.Period);
            Assert.All(others, other => Assert.True(other.Beat()));
        }

        await room.PatrolAsync(others[0]);
        Assert.False(dead.Beat());
    }

    [Theory, BothServers]
    public Task A_heartbeat_keeps_a_runner_alive_for_one_expiry(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand quiet = await room.RunnerAsync(), other = await room.RunnerAsync();
        for (int i = 0; i < 3; i++)
        {
            room.Pass(StoreRoom.Period);
            Assert.True(other.Beat());
        }

        room.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(RecoverReply.Alive, await Recover(room, quiet));
        room.Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal(RecoverReply.Done, await Recover(room, quiet));
        Assert.False(quiet.Beat());
    });

    [Theory, BothServers]
    public Task After_a_gap_without_anyones_heartbeat_nobody_is_buried_for_one_expiry_and_then_they_are(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand silent = await room.RunnerAsync(), back = await room.RunnerAsync();
        silent.Take(id);
        room.Pass(TimeSpan.FromSeconds(60));
        Assert.True(back.Beat());

        Assert.Equal(RecoverReply.Alive, await Recover(room, silent));
        for (int i = 0; i < 3; i++)
        {
            room.Pass(StoreRoom.Period);
            Assert.True(back.Beat());
            Assert.Equal(RecoverReply.Alive, await Recover(room, silent));
        }

        room.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(RecoverReply.Done, await Recover(room, silent));
        Assert.Equal(2, back.Take(id).Starts);
    });

    [Theory, BothServers]
    public Task Gaps_that_come_again_and_again_hide_no_death(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand dead = await room.RunnerAsync(), slow = await room.RunnerAsync();
        dead.Take(id);
        int beats = 0;
        for (RecoverReply reply = RecoverReply.Alive; reply == RecoverReply.Alive; beats++)
        {
            Assert.InRange(beats, 0, 5);
            room.Pass(2.1 * StoreRoom.Period);
            Assert.True(slow.Beat());
            reply = await Recover(room, dead);
        }

        Assert.Equal(2, slow.Take(id).Starts);
    });

    [Theory, BothServers]
    public Task A_late_heartbeat_in_the_grace_is_accepted(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand late = await room.RunnerAsync(), back = await room.RunnerAsync();
        room.Pass(TimeSpan.FromSeconds(60));
        back.Beat();
        await room.PatrolAsync(back);
        room.Pass(TimeSpan.FromSeconds(9));

        Assert.True(late.Beat());
        room.Pass(TimeSpan.FromSeconds(2));
        Assert.True(back.Beat());
        await room.PatrolAsync(back);
        Assert.True(late.Beat());
    });

    [Theory, BothServers]
    public Task The_recovery_itself_opens_the_grace_when_it_comes_first(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand silent = await room.RunnerAsync();
        room.Pass(TimeSpan.FromSeconds(60));

        Assert.Equal(RecoverReply.Alive, await Recover(room, silent));
        Assert.True(silent.Beat());
    });

    [Theory, BothServers]
    public Task A_heartbeat_brings_the_operators_command(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        RunnerCommand Beat() => room.Store.Heartbeat(runner.Keys, StoreRoom.Period, StoreRoom.Expiry).Command;
        Assert.Equal(RunnerCommand.None, Beat());
        Assert.True(await room.Store.ControlAsync(runner.Name, RunnerCommand.Pause));
        Assert.Equal(RunnerCommand.Pause, Beat());
        Assert.True(Assert.Single(await room.Store.RunnersAsync()).Paused);
        Assert.Equal(RunnerCommand.Pause, runner.Claim(0).Command);
        Assert.True(await room.Store.ControlAsync(runner.Name, RunnerCommand.None));
        Assert.Equal(RunnerCommand.None, Beat());
        Assert.True(await room.Store.ControlAsync(runner.Name, RunnerCommand.Drain));
        Assert.True(await room.Store.ControlAsync(runner.Name, RunnerCommand.Pause));
        Assert.Equal(RunnerCommand.Drain, Beat());
        Assert.True(await room.Store.ControlAsync(runner.Name, RunnerCommand.Stop));
        Assert.True(await room.Store.ControlAsync(runner.Name, RunnerCommand.None));
        Assert.Equal(RunnerCommand.Stop, Beat());
        Assert.False(await room.Store.ControlAsync("nobody", RunnerCommand.Stop));
    });

    private static async Task<RecoverReply> Recover(StoreRoom room, Hand runner)
    {
        RecoverReply reply;
        do
        {
            reply = await room.Store.RecoverAsync(new LostRunner(runner.Keys.Incarnation, runner.Keys.Queues), StoreRoom.Period, StoreRoom.Expiry, 3);
        }
        while (reply == RecoverReply.More);

        return reply;
    }
}
