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
            services.AddTaskueRunner(options =>
            {
                Hosts.Quick(options);
                options.StopGrace = TimeSpan.FromDays(1); // what ends before that was ended by the host's timeout
            });
        });
        await host.StartAsync();
        string connection = await TestSupport.TestServers.ConnectionStringAsync(TestSupport.ServerKind.Redis);
        await using TaskueClient watching = await TaskueClient.ConnectAsync(
            connection, new TaskueOptions { Namespace = Hosts.NamespaceOf(nameof(The_end_of_the_shutdown_timeout_hands_back_what_still_runs)) });
        TaskHandle task = await watching.EnqueueAsync(() => Bodies.UntilCancelled(CancellationToken.None));
        await Bodies.Started.Task.WaitAsync(TestSupport.Wait.DefaultLimit);

        var watch = Stopwatch.StartNew();
        await host.StopAsync().WaitAsync(TestSupport.Wait.DefaultLimit);

        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(800), TestSupport.Wait.DefaultLimit);
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

    [Fact]
    public async Task A_runner_that_was_declared_dead_and_has_lost_its_name_stops_the_host()
    {
        const string space = "lost-name";
        string connection = await TestSupport.TestServers.ConnectionStringAsync(TestSupport.ServerKind.Redis);
        using IHost host = Hosts.Build(connection, services => services.AddTaskueRunner(options =>
        {
            // It does not come back before the other has come.
            options.Name = "same";
            options.PollInterval = TimeSpan.FromMinutes(1);
            options.HeartbeatInterval = TimeSpan.FromSeconds(5);
            options.HeartbeatExpiry = TimeSpan.FromSeconds(20);
        }), space);
        await host.StartAsync();
        var stopping = new TaskCompletionSource();
        using CancellationTokenRegistration registration = host.Services.GetRequiredService<IHostApplicationLifetime>()
            .ApplicationStopping.Register(stopping.SetResult);

        // As if everyone had forgotten it, and another had come.
        StackExchange.Redis.ConnectionMultiplexer redis = await TestSupport.TestServers.ConnectAsync(TestSupport.ServerKind.Redis);
        StackExchange.Redis.RedisKey[] keys = [.. redis.GetServers()[0].Keys(pattern: $"*{space}*")];
        Assert.NotEmpty(keys);
        await redis.GetDatabase().KeyDeleteAsync(keys);
        await using var other = new TaskueRunner(connection, new RunnerOptions { Name = "same" }, new TaskueOptions { Namespace = space });
        await other.StartAsync();

        await stopping.Task.WaitAsync(TestSupport.Wait.DefaultLimit);
        var fault = await Assert.ThrowsAsync<RunnerNameException>(() => host.StopAsync());
        Assert.Equal(ErrorCodes.RunnerLost, fault.Code);
    }
}
