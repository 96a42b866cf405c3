using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

public sealed class RunnerControlTests
{
    [Fact]
    public async Task A_runner_is_paused_resumed_drained_and_seen_from_afar()
    {
        await using Room room = await Room.OpenAsync("control");
        await room.StartRunnerAsync("worker");

        Assert.Equal($"pausing worker in namespace control, Redis {room.Redis.Split(',')[0]}\ntold worker", (await room.RunAsync("runner pause worker")).Error);
        await Wait.Eventually(async () => Assert.Single(await room.Taskue.ListRunnersAsync()).Paused, "it is paused");
        Assert.Matches("worker +idle, paused +0/4 ", (await room.RunAsync("runner list")).Output);
        Assert.Equal(ExitCodes.Passed, (await room.RunAsync("runner resume worker")).Code);
        await Wait.Eventually(async () => !Assert.Single(await room.Taskue.ListRunnersAsync()).Paused, "it goes on");
        Assert.Equal(ExitCodes.Passed, (await room.RunAsync("runner drain worker")).Code);
        await room.RunnerEnded.WaitAsync(Wait.DefaultLimit);
        Assert.Equal(RunnerState.Stopped, Assert.Single(await room.Taskue.ListRunnersAsync()).State);
    }

    [Fact]
    public async Task A_runner_process_is_stopped_from_afar()
    {
        await using Room room = await Room.OpenAsync("control-stop");
        await using ChildProcess runner = room.Start("runner start -n far --allow-shell");
        await runner.WaitForLineAsync(line => line.StartsWith("started "));

        (int code, string output, _) = await room.RunAsync("runner stop far");

        Assert.Equal(("", ExitCodes.Passed), (output, code));
        Assert.Equal(ExitCodes.Passed, await runner.WaitForExitAsync());
    }
}
