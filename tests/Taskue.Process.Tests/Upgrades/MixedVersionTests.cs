using System.Security.Cryptography;
using Taskue.ProcessHost;
using Taskue.Store;
using Taskue.TestSupport;

namespace Taskue.ProcessTests;

/// <summary>Runners and producers of a released version and of today's in one namespace, as in a rolling upgrade.</summary>
public sealed class MixedVersionTests : ProcessTest
{
    private const int FoundDead = 1108;

    private string Keys => $"taskue:{{{Namespace}:0}}:";

    [Fact]
    public void The_released_assembly_is_the_one_that_its_page_names()
    {
        string dll = Repository.PathOf("tests", "Released", ReleasedHost.Version, "Taskue.dll");
        Assert.Contains($"`{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(dll)))}`", File.ReadAllText(Repository.PathOf("tests", "Released", "README.md")));
    }

    [Fact]
    public async Task Both_versions_enqueue_run_retry_wait_and_recover_for_each_other_and_todays_goes_on_alone()
    {
        ChildProcess oldOne = await RunnerAsync(ReleasedHost.Program, "old-1"), newOne = await RunnerAsync(Host, "new-1");
        ChildProcess[] producers = [await ProducerAsync(ReleasedHost.Program, 1), await ProducerAsync(Host, 2)];
        await WorkAsync("old-1", "new-1");
        await oldOne.KillAsync();
        await LoggedAsync(newOne, FoundDead, Wait.DefaultLimit);
        ChildProcess oldTwo = await RunnerAsync(ReleasedHost.Program, "old-2");
        await WorkAsync("old-2", "new-1");
        await newOne.KillAsync();
        await LoggedAsync(oldTwo, FoundDead, Wait.DefaultLimit);
        ChildProcess newTwo = await RunnerAsync(Host, "new-2");
        await WorkAsync("old-2", "new-2");
        foreach (ChildProcess producer in producers)
        {
            await producer.WriteLineAsync("stop");
        }

        await oldTwo.SignalAsync(ProcessSignal.Terminate);
        Assert.Equal(0, await oldTwo.WaitForExitAsync());
        foreach (ChildProcess producer in producers)
        {
            Assert.True(await producer.WaitForExitAsync() == 0, producer.Output);
        }

        await Wait.Eventually(async () => (await Client.CountTasksAsync()) is { Pending: 0, Running: 0, Created: 0 }, "all has come to its end");
        await newTwo.SignalAsync(ProcessSignal.Terminate);
        Assert.Equal(0, await newTwo.WaitForExitAsync());
        await CheckAsync();
    }

    [Fact]
    public async Task What_the_released_version_does_not_know_it_leaves_to_todays()
    {
        await RunnerAsync(ReleasedHost.Program, "old");
        TaskHandle shell = await Client.EnqueueAsync(TaskSpec.Shell("echo from a shell"));
        await Wait.Eventually(async () => (await Client.GetTaskAsync(shell.Id)).Reason == "held", "it is held");
        TaskHandle known = await Client.EnqueueAsync(() => HostTasks.Work(0, null!));
        Assert.Equal(TaskState.Passed, (await known.WaitAsync(Wait.DefaultLimit)).State);

        await RunnerAsync(Host, "new");
        Assert.Equal((TaskState.Passed, 0), ((await shell.WaitAsync(Wait.DefaultLimit)).State, (await Client.GetTaskAsync(shell.Id)).ExitCode));
        Assert.Equal("from a shell", Assert.Single((await Client.GetLogAsync(shell.Id)).Entries).Text);
    }

    /// <summary>Every acknowledged task ended as it must, every wait was answered, the raw keys are sound, and nothing is left when retention has passed.</summary>
    private async Task CheckAsync()
    {
        IReadOnlyList<HistoryLine> history = History.Read(Folder);
        HashSet<string> known = [.. history.Where(line => line.Deed == Deed.Acknowledged).Select(line => line.Id)];
        Dictionary<string, Job> jobs = history.Where(line => line.Job is not null && known.Contains(line.Id)).ToDictionary(line => line.Id, line => line.Job!);
        Assert.DoesNotContain(history, line => line.Deed == Deed.Refused);
        IReadOnlyList<TaskInfo> tasks = await GetAsync([.. jobs.Keys]);
        Assert.Equal(jobs.Count, tasks.Count);
        Assert.All(tasks, task => Assert.True(
            task.State == jobs[task.Id].End || (jobs[task.Id].Once && task.State == TaskState.Terminated), $"{task.Id}, {jobs[task.Id]}: {task.State} {task.Reason} {task.Error?.Message}"));
        foreach (HistoryLine flow in history.Where(line => line.Stages is not null && known.Contains(line.Id)))
        {
            Assert.True((await Client.GetWorkflowAsync(flow.Id)).State is WorkflowState.Passed or WorkflowState.Failed);
        }

        Assert.Equal(history.Count(line => line.Deed == Deed.Awaited), history.Count(line => line.Deed == Deed.Answered && line.State?.StartsWith("TQ", StringComparison.Ordinal) == false));

        Raw raw = await Raw.ReadAsync(Client.Link.Database, Keys);
        Assert.Empty(Invariants.Violations(raw));
        long later = TimeProvider.System.GetUtcNow().AddDays(400).ToUnixTimeMilliseconds();
        var store = new RedisStore(Client.Link.Database, "taskue", Namespace, now: () => later);
        while (await store.SweepAsync())
        {
        }

        Assert.Empty(Invariants.Residue(await Raw.ReadAsync(Client.Link.Database, Keys)));
    }

    private async Task<ChildProcess> RunnerAsync(string program, string name)
    {
        ChildProcess host = LaunchOf(program, [$"name={name}", .. Quick, "concurrency=4", "deaths=100", "shell=1", "forward=off"]);
        await StartedAsync(host);
        return host;
    }

    private async Task<ChildProcess> ProducerAsync(string program, int seed)
    {
        ChildProcess producer = LaunchOf(program, "role=producer", $"seed={seed}");
        await producer.WaitForLineAsync(line => line == "started", what: "that it has started");
        return producer;
    }

    /// <summary>Waits until each of these runners has begun some tasks more.</summary>
    private Task WorkAsync(params string[] runners)
    {
        int Begun(string runner) => Recorded().Count(record => record.Runner == runner && record.What == "start");
        Dictionary<string, int> before = runners.ToDictionary(runner => runner, Begun);
        return Wait.Eventually(() => runners.All(runner => Begun(runner) >= before[runner] + 15), "each runner works");
    }
}
