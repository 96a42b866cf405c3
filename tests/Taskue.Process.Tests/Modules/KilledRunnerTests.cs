using Taskue.ProcessTests;
using Taskue.TestSupport;

namespace Taskue.ModuleTests;

/// <summary>A runner with modules that is killed leaves its copies behind, and the next one takes them away.</summary>
public sealed class KilledRunnerTests : ProcessTest
{
    [Fact]
    public async Task The_copies_of_a_killed_runner_are_taken_away_by_the_next_and_not_those_of_a_living_one()
    {
        string modules = Directory.CreateDirectory(Path.Combine(Folder, "modules")).FullName, mark = $"mark-{TaskId.New()}";
        ModuleTest.Copy("Jobs.V1", modules);
        await File.WriteAllTextAsync(Path.Combine(modules, mark), "");
        ChildProcess killed = await StartAsync("killed", [.. Quick, $"modules={modules}"]);
        await StartAsync("living", [.. Quick, $"modules={modules}"]);
        Assert.Equal(2, ModuleTest.CopiesWith(mark));
        await killed.KillAsync();
        Assert.Equal(2, ModuleTest.CopiesWith(mark));

        ChildProcess next = await StartAsync("next", [.. Quick, $"modules={modules}"]);

        Assert.Equal(2, ModuleTest.CopiesWith(mark));
        await next.SignalAsync(ProcessSignal.Terminate);
        Assert.Equal(0, await next.WaitForExitAsync());
        Assert.Equal(1, ModuleTest.CopiesWith(mark));
    }
}
