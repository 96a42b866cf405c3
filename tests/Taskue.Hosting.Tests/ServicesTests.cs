using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Taskue.Hosting.Tests;

public sealed class ServicesTests
{
    [Fact]
    public async Task Each_attempt_has_a_scoped_service_of_its_own_and_it_is_disposed()
    {
        using IHost host = await Hosts.BuildAsync(services => services
            .AddSingleton<Journal>().AddScoped<Scoped>().AddScoped<IMailer, Mailer>().AddTaskueRunner(Hosts.Quick));
        await host.StartAsync();
        var taskue = host.Services.GetRequiredService<TaskueClient>();

        TaskHandle<string> one = await taskue.EnqueueAsync(TaskSpec.On<IMailer>().Call(mailer => mailer.SendAsync("a@example.org")));
        TaskHandle<string> two = await taskue.EnqueueAsync(TaskSpec.On<IMailer>().Call(mailer => mailer.SendAsync("b@example.org")));
        string first = await one.WaitForResultAsync();
        string second = await two.WaitForResultAsync();
        await host.StopAsync();

        Assert.NotEqual(first, second);
        string[] lines = host.Services.GetRequiredService<Journal>().Lines;
        Assert.Equal(["sent a@example.org", "sent b@example.org"], lines.Where(line => line.StartsWith("sent")).Order());
        Assert.Equal(new[] { $"disposed {first}", $"disposed {second}" }.Order(), lines.Where(line => line.StartsWith("disposed")).Order());
    }

    [Fact]
    public async Task Middlewares_run_in_order_those_of_the_options_before_those_of_the_services()
    {
        var journal = new Journal();
        using IHost host = await Hosts.BuildAsync(services => services
            .AddSingleton<ITaskMiddleware>(new Around("second", journal))
            .AddScoped<ITaskMiddleware>(_ => new Around("third", journal))
            .AddTaskueRunner(options =>
            {
                Hosts.Quick(options);
                options.Middleware.Add(new Around("first", journal));
            }));
        await host.StartAsync();

        TaskHandle<int> task = await host.Services.GetRequiredService<TaskueClient>().EnqueueAsync(() => Bodies.Twice(21));
        Assert.Equal(42, await task.WaitForResultAsync());
        await host.StopAsync();

        Assert.Equal(["first in", "second in", "third in", "third out", "second out", "first out"], journal.Lines);
    }

    [Fact]
    public async Task A_constructor_of_a_hosted_service_may_take_the_client()
    {
        using IHost host = await Hosts.BuildAsync(services => services.AddHostedService<EnqueuesAtStart>().AddTaskueRunner(Hosts.Quick));

        await host.StartAsync();

        EnqueuesAtStart service = host.Services.GetServices<IHostedService>().OfType<EnqueuesAtStart>().Single();
        Assert.Equal(14, await service.Handle!.WaitForResultAsync());
        await host.StopAsync();
    }

    [Fact]
    public async Task A_connection_of_the_services_is_used_and_left_open()
    {
        StackExchange.Redis.ConnectionMultiplexer connection = await TestSupport.TestServers.ConnectAsync(TestSupport.ServerKind.Redis);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<StackExchange.Redis.IConnectionMultiplexer>(connection);
        builder.Services.AddTaskue(options => options.Namespace = "a-connection-of-the-services");
        builder.Services.AddTaskueRunner(Hosts.Quick);
        using (IHost host = builder.Build())
        {
            await host.StartAsync();
            TaskHandle<int> task = await host.Services.GetRequiredService<TaskueClient>().EnqueueAsync(() => Bodies.Twice(4));
            Assert.Equal(8, await task.WaitForResultAsync());
            await host.StopAsync();
        }

        Assert.True(connection.IsConnected);
        await connection.GetDatabase().PingAsync();
    }

    public sealed class EnqueuesAtStart(TaskueClient taskue) : IHostedService
    {
        public TaskHandle<int>? Handle { get; private set; }

        public async Task StartAsync(CancellationToken cancellationToken) =>
            Handle = await taskue.EnqueueAsync(() => Bodies.Twice(7), cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
