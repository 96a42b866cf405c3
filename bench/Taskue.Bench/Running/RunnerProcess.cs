using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>A runner in a process of its own, with default settings but for what is given.</summary>
internal static class RunnerProcess
{
    /// <summary>The host beside this program, as it was built.</summary>
    public static string Built => Path.Combine(AppContext.BaseDirectory, "Taskue.Bench.Host.dll");

    /// <summary>Starts one and waits until it has said that it runs.</summary>
    public static async Task<ChildProcess> StartAsync(GaugedServer server, string @namespace, string name, int concurrency, params string[] settings)
    {
        ChildProcess process = ChildProcess.StartDotnet(
            Built, [$"redis={server.ConnectionString}", $"namespace={@namespace}", $"name={name}", $"concurrency={concurrency}", .. settings]);
        await process.WaitForLineAsync(line => line.StartsWith("started ", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "that it has started");
        return process;
    }
}
