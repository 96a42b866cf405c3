using Taskue.Proof.Model;
using Taskue.TestSupport;

namespace Taskue.Proof.Tests;

public sealed class HistoryTests
{
    [Fact]
    public void A_seed_and_a_number_always_draw_the_same_history()
    {
        Assert.Equal(Histories.Draw(7, 3), Histories.Draw(7, 3));
        Assert.NotEqual(Histories.Draw(7, 3), Histories.Draw(7, 4));
        Assert.NotEqual(Histories.Draw(7, 3), Histories.Draw(8, 3));
        Assert.Equal(Histories.Length, Histories.Draw(7, 3).Length);
    }

    [Fact]
    public void Every_operation_is_drawn() =>
        Assert.Equal(Enum.GetValues<Op>(), Enumerable.Range(0, 20).SelectMany(number => Histories.Draw(1, number)).Select(step => step.Op).Distinct().Order());

    [Fact]
    public void A_history_comes_back_from_its_file()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("taskue-history-").FullName, "one.history");
        var history = new HistoryFile(ServerKind.Embedded, Narrow: true, null, Histories.Draw(1, 1));
        HistoryFile.Write(path, history, 1, 1, new Failure(3, "answer of sweep", "Step 3: what was seen\n  and what should be"));

        HistoryFile read = HistoryFile.Read(path);

        Assert.Equal(history.Steps, read.Steps);
        Assert.Equal((ServerKind.Embedded, true, null), (read.Server, read.Narrow, read.Mutant));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task Shrinking_leaves_the_steps_that_break_the_rule()
    {
        Step[] history = Histories.Draw(1, 1);
        Step one = history[40], other = history[170];
        Task<Failure?> Run(IReadOnlyList<Step> steps)
        {
            int at = steps.ToList().IndexOf(other);
            return Task.FromResult(at >= 0 && steps.Take(at).Contains(one) ? new Failure(at + 1, "", "") : null);
        }

        (IReadOnlyList<Step> shrunk, _) = await Shrinker.ShrinkAsync(history, (await Run(history))!, Run, TimeSpan.FromMinutes(1));

        Assert.Equal([one, other], shrunk);
    }
}
