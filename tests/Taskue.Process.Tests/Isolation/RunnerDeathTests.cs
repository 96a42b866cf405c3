using System.Globalization;
using Taskue.ProcessHost;
using Taskue.ProcessTests;
using Taskue.TestSupport;

namespace Taskue.IsolationTests;

/// <summary>Runners that are killed: what they have started ends with them.</summary>
public sealed class RunnerDeathTests : ProcessTest
{
    [Fact]
    public async Task A_killed_runner_leaves_neither_children_nor_what_those_started()
    {
        ChildProcess runner = await StartAsync("first", [.. Quick, "concurrency=3", "isolation=process"]);
        string folder = Folder;
        await Client.EnqueueAsync(() => HostTasks.StartOthers(folder));
        int[] started = await StartedAsync("child", "shell", "session");
        int idle = await (await Client.EnqueueAsync(() => HostTasks.Child())).WaitForResultAsync(Wait.DefaultLimit);
        Assert.All([.. started, idle], one => Assert.True(IsAlive(one)));
        await runner.KillAsync();
        foreach (int one in (int[])[.. started, idle])
        {
            await Wait.Eventually(() => !IsAlive(one), $"process {one} is gone");
        }
    }

    [Fact]
    public async Task Children_alone_end_when_their_runner_is_gone()
    {
        ChildProcess runner = await StartAsync("first", [.. Quick, "concurrency=2", "isolation=process"]);
        int idle = await (await Client.EnqueueAsync(() => HostTasks.Child())).WaitForResultAsync(Wait.DefaultLimit);
        int guard = Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out int id) ? id : 0).Single(IsGuardOf);
        System.Diagnostics.Process.GetProcessById(guard).Kill();
        await Wait.Eventually(() => !IsAlive(guard), "the guard is gone");
        await runner.KillAsync();
        await Wait.Eventually(() => !IsAlive(idle), "the child is gone");

        bool IsGuardOf(int id) => id > 0 && Status(id, 1) == runner.Id.ToString(CultureInfo.InvariantCulture)
            && File.ReadAllText($"/proc/{id}/cmdline").Contains("taskue-guard", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_runner_leaves_nothing_of_its_command_and_another_runner_runs_it_again()
    {
        ChildProcess runner = await StartAsync("first", [.. Quick, "shell=yes"]);
        // The first start stays, with a process beside it and one in a session of its own; the second one ends.
        TaskHandle<int> handle = await Client.EnqueueAsync(TaskSpec.Shell("sh",
        [
            "-c",
            "[ \"$TASKUE_STARTS\" -gt 1 ] && exit 0; echo $$ > \"$0/shell\"; sleep 1000 & echo $! > \"$0/beside\"; setsid sh -c 'echo $$ > \"$0/session\"; exec sleep 1000' \"$0\" & wait",
            Folder,
        ]));
        int[] started = await StartedAsync("shell", "beside", "session");
        Assert.All(started, one => Assert.True(IsAlive(one)));
        await StartAsync("second", [.. Quick, "shell=yes"]);
        await runner.KillAsync();
        foreach (int one in started)
        {
            await Wait.Eventually(() => !IsAlive(one), $"process {one} is gone");
        }

        TaskInfo<int> done = await handle.WaitAsync(Wait.DefaultLimit);
        Assert.Equal((TaskState.Passed, 0, "second", 2L), (done.State, done.Result, done.RunnerName, done.Starts));
    }

    private async Task<int[]> StartedAsync(params string[] files)
    {
        await Wait.Eventually(() => files.All(file => File.Exists(Path.Combine(Folder, file)) && File.ReadAllText(Path.Combine(Folder, file)).EndsWith('\n')),
            "the processes have started");
        return [.. files.Select(file => int.Parse(File.ReadAllText(Path.Combine(Folder, file)), CultureInfo.InvariantCulture))];
    }

    private static bool IsAlive(int id) => Status(id, 0) is not ("" or "Z" or "X");

    /// <summary>A field of a process's stat behind its name; nothing if there is none of that id.</summary>
    private static string Status(int id, int field)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[field];
        }
        catch (IOException)
        {
            return "";
        }
    }
}
