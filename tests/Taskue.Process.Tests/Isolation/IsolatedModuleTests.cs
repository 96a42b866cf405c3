using Taskue.ModuleTests;
using Taskue.TestSupport;

namespace Taskue.IsolationTests;

/// <summary>Modules with child processes: these load them, the runner's process never does, and an old build is gone with its children.</summary>
public sealed class IsolatedModuleTests : ModuleTest
{
    private const string Build = "Jobs:Jobs.Work.Build()";

    private Task<TaskueRunner> StartIsolatedAsync(Action<RunnerOptions>? set = null) => StartWithModulesAsync(options =>
    {
        options.Isolation = TaskIsolation.Process;
        set?.Invoke(options);
    });

    [Fact]
    public async Task A_module_is_loaded_by_the_children_alone_and_announced()
    {
        Deploy("Jobs.V1", "jobs");
        int before = Loaded();
        TaskueRunner runner = await StartIsolatedAsync();
        Assert.Equal("\"v1\"", await ResultAsync(Build));
        Assert.Equal("\"red of palette 1\"", await ResultAsync("Jobs:Jobs.Work.Colour()"));
        Assert.Contains("Jobs:*", (await InfoAsync(runner.Name)).Runs);
        Assert.Equal(before, Loaded());

        static int Loaded() => AppDomain.CurrentDomain.GetAssemblies().Count(assembly => assembly.GetName().Name is "Jobs" or "Palette");
    }

    [Fact]
    public async Task A_running_task_ends_in_its_build_and_new_ones_use_the_new_build()
    {
        string target = Deploy("Jobs.V1", "jobs");
        TaskueRunner runner = await StartIsolatedAsync(options => options.Concurrency = 2);
        string sign = Path.Combine(Root, "sign");
        TaskHandle stays = await Client.EnqueueAsync(Stored("Jobs:Jobs.Work.StayAsync(string,System.Threading.CancellationToken)", $"[\"{sign}\"]"));
        await Wait.Eventually(() => runner.Running == 1, "it runs");
        Copy("Jobs.V2", target);
        await Wait.Eventually(async () => await ResultAsync(Build) == "\"v2\"", "new tasks run in the new build");
        await Wait.Eventually(async () => (await InfoAsync(runner.Name)).OldModuleBuilds == 1, "the old build is shown");
        await File.WriteAllTextAsync(sign, "");
        Assert.Equal("\"v1 with red of palette 1\"", (await stays.WaitAsync(Patience)).ResultJson);
        await Wait.Eventually(async () => (await InfoAsync(runner.Name)).OldModuleBuilds == 0, "no old build is shown any more");
    }

    [Fact]
    public async Task A_method_that_a_new_module_brings_runs_although_it_was_held()
    {
        await StartIsolatedAsync();
        TaskHandle early = await Client.EnqueueAsync(Stored(Build, "[]"));
        await Wait.Eventually(async () => (await Client.GetTaskAsync(early.Id)).Reason == "held", "it is held");
        Deploy("Jobs.V1", "jobs");
        Assert.Equal("\"v1\"", (await early.WaitAsync(Patience)).ResultJson);
    }
}
