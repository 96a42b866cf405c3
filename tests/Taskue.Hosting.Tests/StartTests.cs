using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Taskue.TestSupport;

namespace Taskue.Hosting.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task Wrong_options_fail_the_start_with_all_their_faults()
    {
        using IHost host = Hosts.Build("localhost:1", services => services.AddTaskueRunner(options =>
        {
            options.Concurrency = 0;
            options.Queues.Add("no queue!");
        }), "wrong options");

        var fault = await Assert.ThrowsAsync<AggregateException>(() => host.StartAsync());

        string[] failures = [.. fault.InnerExceptions.Cast<OptionsValidationException>().SelectMany(one => one.Failures)];
        Assert.Contains(failures, one => one.StartsWith("TaskueOptions.Namespace: 'wrong options' is not a namespace name"));
        Assert.Contains(failures, one => one.StartsWith("RunnerOptions.Concurrency must be 1 to 1000, but is 0."));
        Assert.Contains(failures, one => one.StartsWith("RunnerOptions.Queues: 'no queue!' is not a queue or tag name"));
        Assert.Equal(3, failures.Length);
    }

    [Fact]
    public async Task A_runner_with_isolation_says_that_its_children_need_services_of_their_own()
    {
        using IHost host = Hosts.Build("localhost:1", services => services.AddTaskueRunner(options => options.Isolation = TaskIsolation.Process), "isolated");

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        string failure = Assert.Single(fault.Failures);
        Assert.StartsWith("RunnerOptions.Services", failure);
        Assert.Contains("set RunnerOptions.Children.Services to a static method that makes them", failure);
    }

    [Fact]
    public async Task A_program_starts_without_redis_and_its_runner_works_when_redis_is_there()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await server.KillAsync();
        using IHost host = Hosts.Build(server.ConnectionString + ",connectTimeout=1000", services => services.AddTaskueRunner(Hosts.Quick), "late");
        await host.StartAsync();

        var taskue = host.Services.GetRequiredService<TaskueClient>();
        Assert.True((await Assert.ThrowsAsync<StoreException>(() => taskue.CountTasksAsync())).IsTransient);
        HealthReportEntry health = await HealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains("no usable Redis", health.Description);

        await server.RestartAsync();
        await Wait.Eventually(async () => (await HealthAsync()).Status == HealthStatus.Healthy, "the runner takes tasks", TimeSpan.FromMinutes(1));
        await Wait.Eventually(async () => await PassedAsync(), "a task passes", TimeSpan.FromMinutes(1));
        await host.StopAsync();

        async Task<HealthReportEntry> HealthAsync() => (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["taskue runner 1"];

        async Task<bool> PassedAsync()
        {
            try
            {
                TaskHandle<int> task = await taskue.EnqueueAsync(() => Bodies.Twice(1));
                return (await task.WaitAsync()).State == TaskState.Passed;
            }
            catch (StoreException fault) when (fault.IsTransient)
            {
                return false; // the client's own connection is not back yet
            }
        }
    }

    [Fact]
    public async Task A_program_that_waits_for_redis_stops_at_once()
    {
        using IHost host = Hosts.Build("127.0.0.1:1,connectTimeout=1000", services => services.AddTaskueRunner(), "never");
        await host.StartAsync();

        await host.StopAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_store_out_of_reach_fails_the_start_where_the_options_say_so()
    {
        using IHost host = Hosts.Build("127.0.0.1:1,connectTimeout=500,connectRetry=1", services => services.Configure<TaskueOptions>(options => options.FailFast = true), "out-of-reach");

        var fault = await Assert.ThrowsAsync<StoreException>(() => host.StartAsync());

        Assert.Equal(ErrorCodes.StoreUnavailable, fault.Code);
    }

    [Fact]
    public async Task Two_runners_of_a_program_serve_side_by_side()
    {
        using IHost host = await Hosts.BuildAsync(services => services
            .AddTaskueRunner(options => { Hosts.Quick(options); options.Name = "left"; })
            .AddTaskueRunner(options => { Hosts.Quick(options); options.Name = "right"; }));
        await host.StartAsync();

        IReadOnlyList<RunnerInfo> runners = await host.Services.GetRequiredService<TaskueClient>().ListRunnersAsync();

        Assert.Equal(["left", "right"], runners.Select(runner => runner.Name));
        await host.StopAsync();
    }

    [Fact]
    public async Task Two_runners_of_one_name_fail_the_start()
    {
        using IHost host = await Hosts.BuildAsync(services => services
            .AddTaskueRunner(options => options.Name = "same").AddTaskueRunner(options => options.Name = "same"));

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal("RunnerOptions.Name must differ between the runners of a program, but 'same' is the name of runner 1 and runner 2, in the order of AddTaskueRunner.",
            Assert.Single(fault.Failures));
    }

    [Fact]
    public async Task A_runner_without_a_client_says_what_to_add()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddTaskueRunner();
        using IHost host = builder.Build();

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal("A runner needs a TaskueClient among the services: call AddTaskue beside AddTaskueRunner.", fault.Message);
    }

    [Fact]
    public void A_second_client_is_refused()
    {
        IServiceCollection services = new ServiceCollection().AddTaskue("localhost");

        Assert.Throws<InvalidOperationException>(() => services.AddTaskue("elsewhere"));
    }
}
