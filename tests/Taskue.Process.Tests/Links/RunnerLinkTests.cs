using Taskue.RunnerTests;
using Taskue.TestSupport;

namespace Taskue.LinkTests;

/// <summary>Runners behind a link that breaks.</summary>
public sealed class RunnerLinkTests : LinkTest
{
    /// <summary>Of an idle runner: two of its client, for calls and for messages, one of its dispatch and one of its heartbeat.</summary>
    private const int Connections = 4;

    [Theory]
    [MemberData(nameof(Faults), MemberType = typeof(LinkTest))]
    public async Task Through_each_fault_under_load_a_runner_loses_nothing_runs_nothing_in_vain_and_comes_back(string text)
    {
        const int each = 100, notes = 80, rounds = 3;
        LinkFault fault = LinkFault.Parse(text);
        LinkProxy link = Link();
        await StartAsync(link);
        var ids = new List<string>();
        for (int round = 0; round < rounds; round++)
        {
            int before = Door.Entered;
            string[] more = [.. Enumerable.Range(0, each).Select(_ => TaskId.New())];
            ids.AddRange(more);
            await Direct.EnqueueManyAsync(more.Select((id, i) => (i % 10) switch
            {
                0 => TaskSpec.Call(() => Bodies.Large(3_000)) with { Id = id },
                1 => TaskSpec.Call(() => Bodies.PassAt(2, null!)) with { Id = id, Retries = 5 },
                _ => TaskSpec.Call(() => Bodies.Note(Namespace, id)) with { Id = id },
            }));
            await Wait.Eventually(() => Door.Entered > before, "it is at work");
            (int connections, int then) = (link.Accepted, Door.Entered);
            link.Apply(fault);
            if (fault.Kind == LinkFaultKind.Blackhole || (fault.Kind == LinkFaultKind.Cut && fault.Way != LinkWay.Both))
            {
                await Wait.Eventually(() => link.Accepted > connections, "it gave up a connection and made another");
            }
            else if (fault.Lasts)
            {
                await Wait.Eventually(() => Door.Entered >= Math.Min(then + 20, before + notes), "it goes on, or has done all");
            }

            link.Heal();
        }

        await Wait.Eventually(async () => (await Direct.CountTasksAsync()).Passed == ids.Count, "all have passed", Patience);
        TaskCounts counts = await Direct.CountTasksAsync();
        Assert.Equal((0, 0, ids.Count), (counts.Running, counts.Pending, counts.Total));
        IReadOnlyList<TaskInfo> tasks = await Direct.Store.GetAsync(ids, full: false);
        for (int i = 0; i < ids.Count; i++)
        {
            TaskInfo task = tasks.Single(task => task.Id == ids[i]);
            Assert.Equal((i % 10 == 1 ? 2 : 1, i % 10 == 1 ? 2 : 1, 0), ((int)task.Starts, task.Attempts, task.RunnerDeaths));
        }

        Assert.Equal(Door.Entered, Door.Entries.Distinct().Count());
        Assert.Equal((0, 0), (Log.Count(1106), Log.Count(1111)));
    }

    [Fact]
    public async Task Whichever_connection_of_a_runner_falls_silent_it_is_not_taken_for_dead_and_goes_on()
    {
        // As the defaults are to each other, in less than half of their time: a call may take longer than a period, and half as long as a heartbeat lasts.
        var scale = TimeSpan.FromMilliseconds(400);
        void Set(RunnerOptions options, string name) => (options.Name, options.Queues, options.RunUntaggedTasks, options.HeartbeatInterval, options.HeartbeatExpiry) =
            (name, [name], false, 3 * scale, 10 * scale);
        await StartAsync(Link(), options => Set(options, "watcher"), 5 * scale);
        string[] names = [.. Enumerable.Range(0, 2 * Connections).Select(i => $"silent-{i}")];
        LinkProxy[] links = await Task.WhenAll(names.Select(async name =>
        {
            LinkProxy link = Link();
            await StartAsync(link, options => Set(options, name), 5 * scale);
            await ConnectedAsync(link);
            return link;
        }));
        foreach ((int i, LinkProxy link) in links.Index())
        {
            link.Connections[i % Connections].Apply(LinkFault.Parse(i < Connections ? "blackhole both" : "blackhole to-server"));
        }

        await Task.Delay(20 * scale); // twice as long as a heartbeat lasts
        Assert.Equal((0, 0), (Log.Count(1106), Log.Count(1108)));
        foreach (string runner in names)
        {
            TaskHandle<int> task = await Direct.EnqueueAsync(TaskSpec.Call(() => Bodies.Add(1, 2)) with { Tag = runner });
            Assert.Equal(TaskState.Passed, (await task.WaitAsync(Patience)).State);
        }
    }

    [Theory]
    [InlineData("blackhole both")]
    [InlineData("blackhole to-client")]
    public async Task Whichever_connection_of_a_runner_is_silent_it_stops(string text)
    {
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async i =>
        {
            LinkProxy link = Link();
            TaskueRunner runner = await StartAsync(link, options => options.Name = $"stops-{i}");
            await ConnectedAsync(link);
            link.Connections[i].Apply(LinkFault.Parse(text));
            await runner.StopAsync();
            await runner.Completion;
        })).WaitAsync(Patience);
    }

    /// <summary>All are there, and the one that it makes and closes at its start is gone: that is one of those which were accepted.</summary>
    private static Task ConnectedAsync(LinkProxy link) => Wait.Eventually(
        () => link.Accepted > Connections && link.Connections.Count == Connections, $"it has {Connections} connections");
}
