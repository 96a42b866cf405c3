using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Taskue.Hosting.Tests;

public sealed class LogTests
{
    [Fact]
    public async Task What_services_log_inside_a_task_is_kept_with_it_once_and_what_is_logged_outside_is_not()
    {
        using IHost host = await Hosts.BuildAsync(services => services
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information))
            .AddSingleton<Talker>()
            .AddTaskueRunner(options => { Hosts.Quick(options); options.ForwardConsole = false; })
            .AddTaskueRunner(options => { Hosts.Quick(options); options.Queues = ["beside"]; options.ForwardConsole = false; }));
        await host.StartAsync();
        Talker talker = host.Services.GetRequiredService<Talker>();
        TaskueClient client = host.Services.GetRequiredService<TaskueClient>();

        TaskHandle handle = await client.EnqueueAsync(TaskSpec.On<Talker>().Call(one => one.TalkAsync(null!, null!, null!)));
        talker.Say("outside");
        TaskInfo done = await handle.WaitAsync();

        Assert.True(done.State == TaskState.Passed, done.Error?.Detail);
        Assert.Equal(["of the service", "of the task", "of the context", "of the parameter", "of a factory"],
            (await client.GetLogAsync(handle.Id)).Entries.Select(entry => entry.Text));
        await host.StopAsync();
    }
}

/// <summary>A service that logs as services do.</summary>
public sealed class Talker(ILogger<Talker> logger, ILoggerFactory factory)
{
    public void Say(string text) => logger.LogInformation("{Text}", text);

    public async Task TalkAsync(TaskContext context, ILogger plain, ILogger<Journal> typed)
    {
        Say("of the service");
        logger.LogDebug("below the host's level");
        await Task.Yield();
        plain.LogInformation("of the task");
        context.Logger.LogInformation("of the context");
        typed.LogInformation("of the parameter");
        factory.CreateLogger("any").LogInformation("of a factory");
    }
}
