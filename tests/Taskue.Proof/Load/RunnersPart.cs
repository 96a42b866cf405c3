using Taskue.ProcessHost;
using Taskue.TestSupport;

namespace Taskue.Proof.Load;

/// <summary>Runners, many in one process: what they cost while nothing is to be done, and those of one process killed at once, each with a task.</summary>
internal sealed class RunnersPart : LoadPart
{
    public override string Name => "runners";

    public override string Promise => "Hundreds of runners: idle they cost next to nothing, and of a hundred killed at once every task moves on.";

    public override int Full => 500;

    public override int Short => 10;

    protected override async Task RunAsync(GaugedServer server, TaskueClient client, int count, bool isShort, LoadNotes notes, CancellationToken stopping)
    {
        string folder = Directory.CreateTempSubdirectory("taskue-crowd-").FullName;
        var crowds = new List<ChildProcess>();
        int processes = isShort ? 2 : 5, each = count / processes;
        string[] settings = isShort ? ["interval=500", "expiry=8000", "monitor=500"] : [];
        try
        {
            double before = await MegaBytesAsync(server);
            await StartAsync(0);
            await client.EnqueueManyAsync(Enumerable.Range(0, each).Select(_ => TaskSpec.Call(() => HostTasks.BlockOnce(TaskContext.Current))), stopping);
            await Wait.Eventually(async () => (await client.CountTasksAsync(stopping)).Running == each, "each of the first runners holds a task", Patience, stopping);
            TimeSpan took = await Stopper.TimeAsync(async () =>
            {
                for (int i = 1; i < processes; i++)
                {
                    await StartAsync(i);
                }
            });
            notes.Add("number", count, $"runners in {processes} processes, heartbeat every {(isShort ? 0.5 : 3)} s");
            notes.Add("start, one after the other", 1000 * took.TotalSeconds / (count - each), "ms a runner");
            notes.Add("memory in Redis, connections and buffers included", (await MegaBytesAsync(server) - before) * 1024 / count, "KB a runner");
            await IdleAsync(server, crowds, count, isShort, notes, stopping);
            notes.Add("list of runners", await Stopper.SeveralAsync(() => client.ListRunnersAsync(stopping)));

            took = await Stopper.TimeAsync(async () =>
            {
                await crowds[0].KillAsync();
                await Wait.Eventually(async () => (await client.CountTasksAsync(stopping)).Passed == each, "all tasks of the killed runners have passed", TimeSpan.FromMinutes(1), stopping);
            });
            notes.Add($"{each} killed at once (kill -9): until each of their tasks has passed elsewhere", took.TotalSeconds, "s");
            await CheckAsync(client, each, notes, stopping);
        }
        finally
        {
            foreach (ChildProcess crowd in crowds)
            {
                await crowd.DisposeAsync();
            }

            Directory.Delete(folder, recursive: true);
        }

        async Task StartAsync(int number)
        {
            ChildProcess crowd = ChildProcess.StartDotnet(Path.Combine(AppContext.BaseDirectory, "Taskue.Process.Host.dll"),
                [$"redis={server.ConnectionString}", $"namespace={client.Namespace}", $"records={folder}", "role=crowd", "lifeline=stdin", "log=off", $"name=crowd{number}", $"runners={each}", .. settings]);
            crowds.Add(crowd);
            await crowd.WaitForLineAsync(line => line.StartsWith("started ", StringComparison.Ordinal), Patience, "that they have started");
        }
    }

    private async Task IdleAsync(GaugedServer server, List<ChildProcess> crowds, int count, bool isShort, LoadNotes notes, CancellationToken stopping)
    {
        TimeSpan look = TimeSpan.FromSeconds(isShort ? 2 : 15);
        ServerGauge.Reading before = await server.Gauge.ReadAsync();
        ProcessTreeUse.Usage used = ProcessTreeUse.UsageOf(crowds.Select(crowd => crowd.Id));
        TimeSpan took = await Stopper.TimeAsync(() => Task.Delay(look, stopping));
        ServerGauge.Reading sent = await server.Gauge.ReadAsync() - before;
        ProcessTreeUse.Usage later = ProcessTreeUse.UsageOf(crowds.Select(crowd => crowd.Id));
        notes.Add("calls to Redis while idle", sent.ClientCommands / took.TotalSeconds, "1/s of all of them");
        notes.Add("processor time of Redis while idle", 100 * sent.CpuSeconds / took.TotalSeconds, "% of a core");
        notes.Add("processor time of the runners while idle", 100 * (later.CpuSeconds - used.CpuSeconds) / took.TotalSeconds, "% of a core");
        notes.Add("memory of the runners", later.Bytes / MegaByte / count, "MB each");
        notes.Add("threads of the runners", later.Threads / (double)count, "each");
        notes.Add("connections", await ClientsAsync(server) / count, "each");
    }

    private async Task CheckAsync(TaskueClient client, int each, LoadNotes notes, CancellationToken stopping)
    {
        IReadOnlyList<TaskInfo> ended = await client.ListTasksAsync(new TaskQuery { Limit = 1000 }, stopping);
        int wrong = ended.Count(task => task is not { State: TaskState.Passed, Starts: 2, RunnerDeaths: 1 });
        int dead = (await client.ListRunnersAsync(stopping)).Count(runner => runner.State == RunnerState.Dead);
        if (wrong > 0 || ended.Count != each)
        {
            notes.Wrong($"of {each} tasks {ended.Count} are there, and {wrong} of them did not pass in their second start after one death");
        }

        if (dead != each)
        {
            notes.Wrong($"{dead} runners are dead, not {each}");
        }
    }
}
