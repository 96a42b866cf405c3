using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Taskue.Hosting.Tests;

public sealed class StopTests
{
    [Fact]
    public async Task The_end_of_the_shutdown_timeout_hands_back_what_still_runs()
    {
        Bodies.Started = new TaskCompletionSource();
        using IHost host = await Hosts.BuildAsync(services =>
        {
            services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
            services.AddTaskueRunner(Hosts.Quick);
        });
        await host.StartAsync();
        string connection = await TestSupport.TestServers.ConnectionStringAsync(TestSupport.ServerKind.Redis);
        await using TaskueClient watching = await TaskueClient.ConnectAsync(
            connection, new TaskueOptions { Namespace = Hosts.NamespaceOf(nameof(The_end_of_the_shutdown_timeout_hands_back_what_still_runs)) });
        TaskHandle task = await watching.EnqueueAsync(() => Bodies.UntilCancelled(CancellationToken.None));
        await Bodies.Started.Task.WaitAsync(TimeSpan.FromSeconds(10));

        var watch = Stopwatch.StartNew();
        await host.StopAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(800), TimeSpan.FromSeconds(10));
        TaskInfo info = await watching.GetTaskAsync(task.Id);
        Assert.Equal(TaskState.Pending, info.State);
        Assert.Equal("handed_back", Assert.Single(info.EarlierAttempts).Outcome);
        Assert.Equal(RunnerState.Stopped, Assert.Single(await watching.ListRunnersAsync()).State);
    }

    [Fact]
    public async Task A_runner_that_an_operator_stops_leaves_the_host_running()
    {
        using IHost host = await Hosts.BuildAsync(services => services.AddTaskueRunner(options =>
        {
            Hosts.Quick(options);
            options.Name = "one";
        }));
        await host.StartAsync();
        var taskue = host.Services.GetRequiredService<TaskueClient>();

        await taskue.StopRunnerAsync("one");
        await TestSupport.Wait.Eventually(async () => (await taskue.ListRunnersAsync())[0].State == RunnerState.Stopped, "the runner stops");

        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        await host.StopAsync();
    }
}
