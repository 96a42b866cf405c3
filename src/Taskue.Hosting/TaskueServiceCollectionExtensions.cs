using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Taskue;

/// <summary>Adds Taskue's client and runners to a program's services.</summary>
public static class TaskueServiceCollectionExtensions
{
    /// <summary>Adds a <see cref="TaskueClient"/> on a connection of its own, as a singleton.</summary>
    /// <param name="services">The services.</param>
    /// <param name="connectionString">A StackExchange.Redis connection string, <c>host:port,password=…,user=…,ssl=true</c>, or a URL, <c>redis://user:password@host:port</c>.</param>
    /// <param name="configure">
    /// Settings of the client; <see langword="null"/> takes the defaults. What is bound to <see cref="TaskueOptions"/> elsewhere counts too.
    /// </param>
    /// <returns>The services.</returns>
    /// <exception cref="InvalidOperationException">The services have a client already.</exception>
    /// <remarks>
    /// The host connects before any of its services starts, and its start fails with every fault of the options, or with a <see cref="StoreException"/> if Redis refuses the
    /// password or cannot be used. If Redis cannot be reached the program starts all the same: the client logs it, its calls throw until Redis is there, and
    /// <see cref="TaskueOptions.FailFast"/> makes that fail the start, too. Asked for earlier, as by the constructor of a hosted service or without a host, the client connects in the
    /// caller's thread. Logs go to the program's <c>ILoggerFactory</c> unless the options name another.
    /// </remarks>
    public static IServiceCollection AddTaskue(
        this IServiceCollection services, string connectionString, Action<TaskueOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        return AddClient(services, configure, (_, options) => TaskueClient.ConnectAsync(connectionString, options));
    }

    /// <summary>Adds a <see cref="TaskueClient"/> on the <see cref="IConnectionMultiplexer"/> of the services, as a singleton.</summary>
    /// <inheritdoc cref="AddTaskue(IServiceCollection, string, Action{TaskueOptions})"/>
    /// <remarks>The connection stays the services': the client does not close it.</remarks>
    public static IServiceCollection AddTaskue(this IServiceCollection services, Action<TaskueOptions>? configure = null) =>
        AddClient(services, configure, static (provider, options) => TaskueClient.ConnectAsync(
            provider.GetService<IConnectionMultiplexer>() ?? throw new InvalidOperationException(
                "AddTaskue without a connection string uses the IConnectionMultiplexer of the services, and none is registered. Register one, or give a connection string."),
            options));

    /// <summary>Adds a runner that starts and stops with the host. Call it again for each further runner.</summary>
    /// <param name="services">The services; they need a client too, which <c>AddTaskue</c> adds.</param>
    /// <param name="configure">Settings of the runner; <see langword="null"/> takes the defaults.</param>
    /// <returns>The services.</returns>
    /// <remarks>
    /// <para>Each attempt of a task has a scope of the program's services, and every <see cref="ITaskMiddleware"/> among them is called around it.</para>
    /// <para>What tasks log by any logger of the program's is kept with them: it adds a <see cref="TaskLoggerProvider"/> to the program's logging.</para>
    /// <para>If Redis cannot be reached at the start, the runner waits for it: it logs that, and the program starts. A health check named <c>taskue runner 1</c>, with the tag
    /// <c>taskue</c>, is added for each runner and tells <see cref="TaskueRunner.Health"/>. <see cref="TaskueOptions.FailFast"/> makes the start fail instead.</para>
    /// <para>At shutdown the runner takes no more tasks at once, and finishes what it runs or hands it back: after
    /// <see cref="RunnerOptions.StopGrace"/>, or when the host's <c>ShutdownTimeout</c> is over, whichever comes first. A runner that was declared
    /// dead and has lost its name stops the host, and the host's end throws the <see cref="RunnerNameException"/>.</para>
    /// </remarks>
    public static IServiceCollection AddTaskueRunner(this IServiceCollection services, Action<RunnerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var registration = new RunnerRegistration($"runner {services.Count(service => service.ServiceType == typeof(RunnerRegistration)) + 1}");
        services.AddSingleton(registration);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RunnerOptions>, RunnerOptionsCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, TaskLoggerProvider>());
        services.AddOptions<RunnerOptions>(registration.OptionsName)
            .Configure(options => configure?.Invoke(options))
            .PostConfigure<IServiceProvider>(static (options, provider) => options.UseServices(provider))
            .ValidateOnStart();
        services.AddHealthChecks().Add(new HealthCheckRegistration("taskue " + registration.OptionsName, _ => new RunnerHealthCheck(registration), failureStatus: null, ["taskue"]));
        services.AddSingleton<IHostedService>(provider =>
            ActivatorUtilities.CreateInstance<RunnerService>(provider, registration));
        return services;
    }

    private static IServiceCollection AddClient(
        IServiceCollection services, Action<TaskueOptions>? configure, Func<IServiceProvider, TaskueOptions, Task<TaskueClient>> connect)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(TaskueClient)))
        {
            throw new InvalidOperationException(
                "The services have a TaskueClient already. One serves a program; TaskueClient.WithNamespace gives clients of other namespaces.");
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TaskueOptions>, TaskueOptionsCheck>());
        services.AddOptions<TaskueOptions>()
            .Configure(options => configure?.Invoke(options))
            .PostConfigure<IServiceProvider>(static (options, provider) => options.UseServices(provider))
            .ValidateOnStart();
        services.AddSingleton(provider => new ClientConnector(provider, connect));
        services.AddSingleton(static provider => provider.GetRequiredService<ClientConnector>().Connect());
        services.AddSingleton<IHostedService, ClientService>();
        return services;
    }
}
