using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Taskue.TestSupport;

namespace Taskue.Hosting.Tests;

/// <summary>Hosts on the shared redis-server, each in a namespace named after its test.</summary>
internal static class Hosts
{
    public static async Task<IHost> BuildAsync(Action<IServiceCollection> services, [CallerMemberName] string test = "") =>
        Build(await TestServers.ConnectionStringAsync(ServerKind.Redis), services, test);

    public static IHost Build(string connectionString, Action<IServiceCollection> services, string test)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddTaskue(connectionString, options => options.Namespace = NamespaceOf(test));
        services(builder.Services);
        return builder.Build();
    }

    public static string NamespaceOf(string test) => test.Length <= 64 ? test : test[^64..].TrimStart('_');

    public static void Quick(RunnerOptions options)
    {
        options.Allow.AddAssemblyOf<Journal>();
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(200);
        options.MonitorInterval = TimeSpan.FromMilliseconds(200);
    }
}
