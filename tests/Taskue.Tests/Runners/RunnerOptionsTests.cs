namespace Taskue.Tests;

public sealed class RunnerOptionsTests
{
    [Fact]
    public void The_defaults_are_valid_and_these()
    {
        var options = new RunnerOptions();
        options.Validate();

        Assert.Equal(["default"], options.ServedQueues());
        Assert.Equal(1, options.Concurrency);
        Assert.Equal(TimeSpan.FromHours(1), options.TaskTimeout);
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(25)), (options.TimeoutGrace, options.StopGrace));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(3)), (options.HeartbeatInterval, options.HeartbeatExpiry, options.MonitorInterval));
        Assert.Equal((3, TimeSpan.FromHours(24), 1024 * 1024), (options.MaxRunnerDeaths, options.HeldTimeout, options.MaxResultBytes));
    }

    [Fact]
    public void All_faults_are_told_together_with_value_and_range()
    {
        var options = new RunnerOptions
        {
            Name = "no space allowed", Concurrency = 0, TaskTimeout = TimeSpan.Zero, HeartbeatExpiry = TimeSpan.FromSeconds(5), MaxRunnerDeaths = -1, RunUntaggedTasks = false,
        };

        ArgumentException refused = Assert.Throws<ArgumentException>(options.Validate);
        string[] lines = refused.Message.Split(Environment.NewLine);
        Assert.Equal(6, lines.Length);
        Assert.Contains(lines, line => line.StartsWith("RunnerOptions.Name: 'no space allowed' is not a runner name", StringComparison.Ordinal));
        Assert.Contains("RunnerOptions.Queues must name a queue where RunUntaggedTasks is off, but is empty.", lines);
        Assert.Contains("RunnerOptions.Concurrency must be 1 to 1000, but is 0.", lines);
        Assert.Contains("RunnerOptions.TaskTimeout must be 1 millisecond to 365 days, or Timeout.InfiniteTimeSpan, but is 0 ms.", lines);
        Assert.Contains("RunnerOptions.HeartbeatExpiry must be at least three times HeartbeatInterval (3.0 s), but is 5.0 s.", lines);
        Assert.Contains("RunnerOptions.MaxRunnerDeaths must be 1 to 1000, but is -1.", lines);
    }

    [Fact]
    public void Folders_of_modules_are_paths_and_looked_at_every_five_seconds()
    {
        Assert.Equal((0, TimeSpan.FromSeconds(5)), (new RunnerOptions().AutoLoadModules.Count, new RunnerOptions().ModuleCheckInterval));
        var options = new RunnerOptions { AutoLoadModules = [" "], ModuleCheckInterval = TimeSpan.Zero };

        Assert.Equal(["RunnerOptions.AutoLoadModules must be paths of folders, but is ' '.",
            "RunnerOptions.ModuleCheckInterval must be 100 ms to 1h 00m, but is 0 ms."],
            Assert.Throws<ArgumentException>(options.Validate).Message.Split(Environment.NewLine));
    }

    [Fact]
    public void Untagged_tasks_are_served_beside_the_listed_queues_unless_turned_off()
    {
        Assert.Equal(["linux", "default"], new RunnerOptions { Queues = ["linux", "linux"] }.ServedQueues());
        Assert.Equal(["linux"], new RunnerOptions { Queues = ["linux"], RunUntaggedTasks = false }.ServedQueues());
    }

    [Fact]
    public void The_clients_options_are_told_together_too()
    {
        var options = new TaskueOptions { Namespace = "a{b", MaxPayloadBytes = 5, RedisTimeout = TimeSpan.Zero };

        string[] lines = Assert.Throws<ArgumentException>(options.Validate).Message.Split(Environment.NewLine);
        Assert.Equal(3, lines.Length);
    }
}
