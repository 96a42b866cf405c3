using Taskue.Proof.Mutants;
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
}
