using System.Globalization;
using Taskue.ModuleTests;
using Taskue.ProcessTests;
using Taskue.TestSupport;

namespace Taskue.IsolationTests;

/// <summary>Many builds of a module, one after the other, in a runner with children and a process of its own, where nothing else takes memory.</summary>
public sealed class ManyIsolatedReloadsTests : ProcessTest
{
    [Fact]
    public async Task Fifty_reloads_leave_the_runners_memory_flat_and_no_old_child_behind()
    {
        string modules = Path.Combine(Folder, "modules"), target = Path.Combine(modules, "jobs");
        ModuleTest.Copy("Jobs.V1", target);
        ChildProcess runner = await StartAsync("reloading", $"modules={modules}", "isolation=process", "concurrency=1", "look=100", "log=off");
        await AnswersAsync("\"v1\"");
        long before = 0;
        for (int i = 1; i <= 50; i++)
        {
            (string project, string answer) = i % 2 == 0 ? ("Jobs.V1", "\"v1\"") : ("Jobs.V2", "\"v2\"");
            ModuleTest.Copy(project, target);
            await AnswersAsync(answer);
            if (i == 10)
            {
                before = await HeapAsync(runner, i);
            }
        }

        long grown = await HeapAsync(runner, 50) - before;
        Assert.True(grown < 2_000_000, $"the runner's process has grown by {grown} bytes in 40 reloads");
        await Wait.Eventually(async () => (await Client.ListRunnersAsync()).Single().OldModuleBuilds == 0, "no old build is left");
        await Wait.Eventually(() => ChildrenOf(runner.Id) == 1, "one child is left");
    }

    /// <summary>The build of this answer runs what is enqueued.</summary>
    private Task AnswersAsync(string answer) => Wait.Eventually(
        async () =>
        {
            TaskHandle task = await Client.EnqueueAsync(new TaskSpec(new StoredCall("Jobs:Jobs.Work.Build()", "[]"u8.ToArray())));
            TaskInfo done = await task.WaitAsync(Wait.DefaultLimit);
            Assert.True(done.State == TaskState.Passed, $"it is {done.State}: {done.Error?.Message}");
            return done.ResultJson == answer;
        }, $"{answer} is taken");

    private static async Task<long> HeapAsync(ChildProcess runner, int number)
    {
        string asked = string.Create(CultureInfo.InvariantCulture, $"heap {number}");
        await runner.WriteLineAsync(asked);
        string said = await runner.WaitForLineAsync(line => line.StartsWith(asked + " ", StringComparison.Ordinal), what: "the size of its heap");
        return long.Parse(said[(asked.Length + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>How many processes of the runner's own program are its children.</summary>
    private static int ChildrenOf(int parent) => Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Count(folder =>
    {
        try
        {
            string stat = File.ReadAllText(Path.Combine(folder, "stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[1] == parent.ToString(CultureInfo.InvariantCulture) && fields[0] != "Z"
                && File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(Path.GetFileName(Host), StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // it has ended
        }
    });
}
