using Taskue.ProcessHost;
using Taskue.TestSupport;

namespace Taskue.ProcessTests;

/// <summary>The console of a runner's process, which tasks and loggers share.</summary>
public sealed class ConsoleTests : ProcessTest
{
    /// <summary>The host's logger has kept the console's writer from before the runner began to capture, as that of Microsoft.Extensions.Logging does.</summary>
    [Fact]
    public async Task Tasks_that_print_and_a_logger_with_the_writer_of_before_do_not_hold_each_other_up()
    {
        const int count = 2000;
        ChildProcess host = await StartAsync("prints", "concurrency=8");
        await Client.EnqueueManyAsync(Enumerable.Range(0, count).Select(number => TaskSpec.Call(() => HostTasks.PrintAndFail(number))));
        await Wait.Eventually(async () => (await Client.CountTasksAsync()).Failed == count, "all have ended");
        await Wait.Eventually(() => host.Lines.Count(line => line.Text.StartsWith("printed ", StringComparison.Ordinal)) == count && Logged(host, 1113) == count, "each line was printed, in one piece");
        await host.WriteLineAsync("clock 0");
        await host.WaitForLineAsync(line => line == "clock 0");
        await host.SignalAsync(ProcessSignal.Terminate);
        Assert.Equal(0, await host.WaitForExitAsync());
        Assert.Equal("stopped", host.Lines[^1].Text);
    }
}
