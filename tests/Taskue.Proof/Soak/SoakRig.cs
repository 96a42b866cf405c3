using Taskue.TestSupport;

namespace Taskue.Proof.Soak;

/// <summary>What is loaded: a redis-server that writes its log every second, three runner processes, and a client. All of it ends with it.</summary>
internal sealed class SoakRig : IAsyncDisposable
{
    private const string Namespace = "soak";

    private readonly string folder = Directory.CreateTempSubdirectory("taskue-soak-").FullName;
    private readonly List<(string Name, ChildProcess Process)> runners = [];

    private SoakRig()
    {
    }

    public GaugedServer Server { get; private set; } = null!;

    public TaskueClient Client { get; private set; } = null!;

    public IReadOnlyList<(string Name, ChildProcess Process)> Runners => runners;

    public static async Task<SoakRig> StartAsync(TimeSpan retention)
    {
        var rig = new SoakRig();
        try
        {
            // As docs/operations/redis.md says for a busy store: the default writes the file anew each 20 seconds under this load.
            rig.Server = await GaugedServer.StartAsync(new RedisServerOptions { AppendFsync = AppendFsync.EverySecond, Extra = ["auto-aof-rewrite-min-size 1gb"] });
            rig.Client = await TaskueClient.ConnectAsync(rig.Server.ConnectionString, new TaskueOptions { Namespace = Namespace });
            await rig.Client.SetRetentionAsync(Enum.GetValues<TaskState>().Where(state => state.IsFinal()).ToDictionary(state => state, _ => retention));
            await Task.WhenAll(
                rig.StartRunnerAsync("plain", "concurrency=50"),
                rig.StartRunnerAsync("module", "concurrency=50", $"queues={SoakMix.Module}", $"modules={Repository.BuiltModule("Jobs.V1")}"),
                rig.StartRunnerAsync("isolated", "concurrency=4", $"queues={SoakMix.Isolated},{SoakMix.Shell}", "untagged=off", "isolation=process", "shell=allowed"));
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>What each runner's heap holds when all garbage is collected, in bytes.</summary>
    public Task<long[]> HeapsAsync(int number) => Task.WhenAll(runners.Select(async runner =>
    {
        string asked = FormattableString.Invariant($"heap {number}");
        await runner.Process.WriteLineAsync(asked);
        string said = await runner.Process.WaitForLineAsync(line => line.StartsWith(asked + " ", StringComparison.Ordinal), Kind.WaitLimit, "the size of its heap");
        return long.Parse(said[(asked.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }));

    /// <summary>Ends all runners as a supervisor does, and gives the names of those that did not end well.</summary>
    public async Task<IReadOnlyList<string>> StopRunnersAsync()
    {
        await Task.WhenAll(runners.Select(runner => runner.Process.SignalAsync(ProcessSignal.Terminate)));
        int[] codes = await Task.WhenAll(runners.Select(runner => runner.Process.WaitForExitAsync(TimeSpan.FromMinutes(1))));
        return [.. runners.Where((_, i) => codes[i] != 0).Select(runner => $"runner '{runner.Name}' ended with {runner.Process.Output}{runner.Process.Error}")];
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((_, ChildProcess process) in runners)
        {
            await process.DisposeAsync();
        }

        if (Client is not null)
        {
            await Client.DisposeAsync();
        }

        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task StartRunnerAsync(string name, params string[] settings)
    {
        ChildProcess process = ChildProcess.StartDotnet(Path.Combine(AppContext.BaseDirectory, "Taskue.Process.Host.dll"),
            [$"redis={Server.ConnectionString}", $"namespace={Namespace}", $"records={folder}", $"name={name}", "lifeline=stdin", "log=off", "forward=off", .. settings]);
        lock (runners)
        {
            runners.Add((name, process));
        }

        await process.WaitForLineAsync(line => line.StartsWith("started ", StringComparison.Ordinal), TimeSpan.FromMinutes(1), "that it has started");
    }
}
