using Taskue.TestSupport;

namespace Taskue.Embedded.Tests;

/// <summary>Starts processes that own an embedded server.</summary>
internal static class Hosts
{
    public static ChildProcess Start(
        string dataFolder, IReadOnlyDictionary<string, string?>? environment = null, string? workingFolder = null) =>
        ChildProcess.StartDotnet(
            Path.Combine(AppContext.BaseDirectory, "Taskue.Embedded.Host.dll"), [dataFolder], environment, workingFolder);

    public static async Task<string> ConnectionStringAsync(ChildProcess host) =>
        (await host.WaitForLineAsync(line => line.StartsWith("ready "), what: "that it is ready"))["ready ".Length..];
}
