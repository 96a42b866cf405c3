using System.Text;

namespace Taskue.Tests;

public sealed class RunnerAnnouncementTests
{
    [Fact]
    public void It_is_read_as_it_was_written()
    {
        var said = new RunnerAnnouncement
        {
            Names = ["a.b@1"], Assemblies = ["MyApp"], Patterns = ["Other*:X.*"], Capabilities = ["shell"], OldModuleBuilds = 3, Faults = ["/srv/a: broken\nin two lines"],
        };

        RunnerAnnouncement read = RunnerAnnouncement.Read(said.Write());

        Assert.Equal(["a.b@1", "MyApp:*", "Other*:X.*"], read.Runs);
        Assert.Equal(("shell", 3, "/srv/a: broken in two lines", false), (read.Capabilities.Single(), read.OldModuleBuilds, read.Faults.Single(), read.More));
    }

    [Fact]
    public void It_is_cut_at_its_limit_and_then_nothing_is_denied()
    {
        var said = new RunnerAnnouncement { Names = [.. Enumerable.Range(0, 2000).Select(i => $"area.task-{i}@1")], Assemblies = ["MyApp"] };

        string text = said.Write();
        RunnerAnnouncement read = RunnerAnnouncement.Read(text);

        Assert.InRange(Encoding.UTF8.GetByteCount(text), RunnerAnnouncement.MaxBytes - 100, RunnerAnnouncement.MaxBytes);
        Assert.True(read.More);
        Assert.Equal((true, null, null, false), (read.CanRun("@area.task-0@1"), read.CanRun("@area.task-1999@1"), read.CanRun("Else:A.B()"), read.CanRun("System.Private.CoreLib:A.B()")));
    }

    [Fact]
    public void What_is_no_method_can_be_run_by_nobody() => Assert.False(RunnerAnnouncement.Read("all MyApp\n").CanRun("nonsense"));

    [Fact]
    public void Who_has_said_nothing_may_run_anything() => Assert.Null(RunnerAnnouncement.None.CanRun("MyApp:A.B()"));
}
