using Taskue.Proof.Mutants;
using Taskue.Proof.Schedules.Rewriting;
using Taskue.Proof.Waits;
using Taskue.TestSupport;

namespace Taskue.Proof.Tests;

public sealed class PlantedTests
{
    public static TheoryData<string> Names => [.. Planted.All.Select(mutant => mutant.Name)];

    [Fact]
    public void There_are_at_least_25_and_each_has_a_name_of_its_own()
    {
        Assert.InRange(Planted.All.Count, 25, 200);
        Assert.Equal(Planted.All.Count, Planted.All.Select(mutant => mutant.Name).Distinct().Count());
    }

    /// <summary>A script that was rewritten must not leave a defect that is none any more.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Each_changes_one_place_of_one_script_or_one_method(string name)
    {
        Mutant mutant = Planted.Find(name);
        Assert.True(mutant.Edits.Count == 1 ^ mutant.Store is not null);
        Assert.All(mutant.Edits, edit => Assert.NotEqual(edit.Find, edit.Replacement));
        EditedScripts.Set(mutant.Edits);
    }

    public static TheoryData<string> Waits => [.. PlantedWait.All.Select(planted => planted.Name)];

    /// <summary>Compiled code that was changed must not leave a defect that has no place any more.</summary>
    [Theory, MemberData(nameof(Waits))]
    public void Each_defect_of_waiting_has_its_place(string name)
    {
        PlantedWait planted = PlantedWait.All.Single(one => one.Name == name);
        Assert.NotNull(Trial.Find(planted.Trial));
        Rewriter.Rewrite(typeof(TaskueClient).Assembly.Location, static _ => false, static _ => false, planted.Edit).Dispose();
    }
}
