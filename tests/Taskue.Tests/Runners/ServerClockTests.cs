namespace Taskue.Tests;

public sealed class ServerClockTests
{
    private readonly Machine machine = new();

    [Fact]
    public void Before_the_first_reply_it_is_the_machines_own() => Assert.Equal(machine.Ms, new ServerClock(machine).NowMs);

    [Fact]
    public void A_reply_that_is_handled_late_does_not_put_it_back()
    {
        var clock = new ServerClock(machine);
        long behind = machine.Ms - 60_000; // so much is the server behind this machine
        clock.Heard(behind);
        machine.Ms += 3_000;
        clock.Heard(behind + 500); // two and a half seconds on its way
        Assert.Equal(behind + 3_000, clock.NowMs);
        clock.Heard(behind + 3_020); // the first one was 20 ms old
        Assert.Equal(behind + 3_020, clock.NowMs);
    }

    [Theory]
    [InlineData(-3_600_000)]
    [InlineData(3_600_000)]
    public void A_machine_whose_clock_is_set_hears_the_servers_time_with_the_next_reply(long by)
    {
        var clock = new ServerClock(machine);
        long server = machine.Ms;
        clock.Heard(server);
        machine.Ms += by;
        clock.Heard(server + 100);
        Assert.Equal(server + 100, clock.NowMs);
    }

    [Fact]
    public void A_server_whose_clock_is_put_back_is_believed_after_a_while()
    {
        var clock = new ServerClock(machine);
        clock.Heard(machine.Ms + 5_000);
        machine.Ms += 10_001;
        clock.Heard(machine.Ms);
        Assert.Equal(machine.Ms, clock.NowMs);
    }

    private sealed class Machine : TimeProvider
    {
        public long Ms { get; set; } = 1_800_000_000_000;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Ms);
    }
}
