using Taskue.TestSupport;

namespace Taskue.Proof.Load;

/// <summary>Tasks that wait: what they take, whether the next one is still claimed as fast, and what looking at them takes.</summary>
internal sealed class QueuedPart : LoadPart
{
    public override string Name => "tasks";

    public override string Promise => "Millions of queued tasks: none is lost, the next is claimed as fast, and no call holds up the server.";

    public override int Full => 5_000_000;

    public override int Short => 10_000;

    protected override async Task RunAsync(GaugedServer server, TaskueClient client, int count, bool isShort, LoadNotes notes, CancellationToken stopping)
    {
        int part = count / 20;
        await DrainAsync(client, part);
        double few = await DrainAsync(client, part);
        await client.DeleteNamespaceAsync(client.Namespace, force: true, stopping);
        double before = await MegaBytesAsync(server);
        TimeSpan took = await Stopper.TimeAsync(() => client.EnqueueManyAsync(Enumerable.Range(0, count).Select(Quick), stopping));
        notes.Add("number", count, "tasks");
        notes.Add("bulk enqueue", count / took.TotalSeconds, "tasks/s");
        notes.Add("memory in Redis", (await MegaBytesAsync(server) - before) * MegaByte / count, "bytes a task");
        double deep = await DrainAsync(client, part, fill: false);
        notes.Add("drain with these queued", deep, "tasks/s");
        notes.Add("drain with few queued", few, "tasks/s");
        notes.Add("ratio of these", deep / few, "");
        await LookAsync(client, count, notes, stopping);
        await CheckAsync(client, count, "after a drain", notes, stopping);
        await SlowCalls.TellAsync(server, notes, ", before the restart"); // which forgets them
        await RestartAsync(server, client, notes, stopping);
        await CheckAsync(client, count, "after the restart of Redis", notes, stopping);
        notes.Add("drain after it", await DrainAsync(client, part, fill: false), "tasks/s");
        await CheckAsync(client, count, "after another drain", notes, stopping);
        notes.Add("deleting the namespace", (await Stopper.TimeAsync(() => client.DeleteNamespaceAsync(client.Namespace, force: true, stopping))).TotalSeconds, "s");
    }

    private async Task LookAsync(TaskueClient client, int count, LoadNotes notes, CancellationToken stopping)
    {
        IReadOnlyList<TaskInfo> newest = await client.ListTasksAsync(new TaskQuery { Limit = 1000 }, stopping);
        string middle = (await client.ListTasksAsync(new TaskQuery { State = TaskState.Pending, Page = count / 50 }, stopping))[0].Id;
        (string What, Func<Task> Call)[] calls =
        [
            ("overview and counts", () => client.GetOverviewAsync(stopping)),
            ("first page of all", () => client.ListTasksAsync(cancellationToken: stopping)),
            ("page of 1000 of all", () => client.ListTasksAsync(new TaskQuery { Limit = 1000 }, stopping)),
            ("page behind an id", () => client.ListTasksAsync(new TaskQuery { Before = newest[^1].Id }, stopping)),
            ("first page of those that wait", () => client.ListTasksAsync(new TaskQuery { State = TaskState.Pending }, stopping)),
            ("page in their middle", () => client.ListTasksAsync(new TaskQuery { State = TaskState.Pending, Page = count / 50 }, stopping)),
            ("page in the middle of all", () => client.ListTasksAsync(new TaskQuery { Page = count / 50 }, stopping)),
            ("finding an id by its beginning", () => client.FindAllAsync(middle[..18], cancellationToken: stopping)),
            ("why a task waits", () => client.ExplainAsync(middle, stopping)),
            ("queues", () => client.ListQueuesAsync(stopping)),
            ("checks of the store", () => client.CheckAsync(stopping)),
        ];
        foreach ((string what, Func<Task> call) in calls)
        {
            notes.Add(what, await Stopper.SeveralAsync(call));
        }
    }

    // From a snapshot, which it writes beside its work.
    private async Task RestartAsync(GaugedServer server, TaskueClient client, LoadNotes notes, CancellationToken stopping)
    {
        TimeSpan took = await Stopper.TimeAsync(async () =>
        {
            await server.Database.ExecuteAsync("BGSAVE");
            await Wait.Eventually(async () => await StatAsync("persistence", "rdb_bgsave_in_progress") == 0, "a snapshot is written", Patience, stopping);
        });
        notes.Add("snapshot", took.TotalSeconds, "s");
        notes.Add("fork for it, which holds up the server", await StatAsync("stats", "latest_fork_usec") / 1000, "ms");
        took = await Stopper.TimeAsync(() => server.Process.RestartAsync(Patience));
        notes.Add("restart of Redis (kill -9, until it answers)", took.TotalSeconds, "s");
        await Wait.Eventually(IsBackAsync, "the client is connected again", Patience, stopping);

        async Task<bool> IsBackAsync()
        {
            try
            {
                return await client.CountTasksAsync(stopping) is not null;
            }
            catch (StoreException fault) when (fault.IsTransient)
            {
                return false;
            }
        }

        async Task<double> StatAsync(string section, string key) => double.Parse(
            (await server.Connection.GetServers()[0].InfoAsync(section)).SelectMany(all => all).First(pair => pair.Key == key).Value,
            System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task CheckAsync(TaskueClient client, int count, string when, LoadNotes notes, CancellationToken stopping)
    {
        TaskCounts counts = await client.CountTasksAsync(stopping);
        if (counts.Pending + counts.Passed != count || counts.Total != count)
        {
            notes.Wrong($"{when} {counts.Pending} tasks wait and {counts.Passed} have passed, of {count}: {counts}");
        }
    }

    /// <summary>Runs at least so many tasks, and gives how many a second that were.</summary>
    private static async Task<double> DrainAsync(TaskueClient client, int count, bool fill = true)
    {
        if (fill)
        {
            await client.EnqueueManyAsync(Enumerable.Range(0, count).Select(Quick));
        }

        long before = (await client.CountTasksAsync()).Passed, ended = 0;
        await using var runner = new TaskueRunner(client, Hundred());
        await runner.StartAsync();
        TimeSpan took = await Stopper.TimeAsync(() => Wait.Eventually(
            async () => (ended = (await client.CountTasksAsync()).Passed - before) >= count, "all tasks passed", Patience));
        await runner.StopAsync();
        return ended / took.TotalSeconds;
    }
}
