using System.Text;
using Taskue.Proof.Campaign;
using Taskue.Proof.Fuzz;

namespace Taskue.Proof.Tests;

public sealed class FuzzTests
{
    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(target => target.Name)];

    [Fact]
    public void A_seed_and_a_number_always_draw_the_same_input()
    {
        FuzzTarget target = FuzzTargets.Find("spec-record");
        var mutator = new Mutator(target.Samples, target.Words);
        byte[][] Draw(ulong seed) => [.. Enumerable.Range(0, 200).Select(number => mutator.Draw(Dice.Of(seed, target.Name, number)))];

        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));
        Assert.InRange(Draw(7).Select(Convert.ToHexString).Distinct().Count(), 150, 200);
    }

    [Theory, MemberData(nameof(Names))]
    public void Each_target_takes_its_samples(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name);
        Assert.All(target.Samples, sample => Assert.Equal(new Trial(null, null, ""), Trial.Of(target, sample)));
    }

    [Fact]
    public async Task A_rule_that_is_broken_is_noticed_shrunk_and_kept_as_an_input()
    {
        string folder = Directory.CreateTempSubdirectory("taskue-fuzz-").FullName;
        var target = new FuzzTarget("planted", 1, ["a|b|c"u8.ToArray()], input => input.AsSpan().IndexOf((byte)0xFF) >= 0 ? throw new IndexOutOfRangeException("planted") : null);

        var run = new FuzzRun(target, 7, folder);
        await run.RunAsync(20_000, null, CancellationToken.None);

        Violation violation = Assert.Single(run.Violations);
        Assert.Contains("IndexOutOfRangeException", violation.Text);
        Assert.Equal([0xFF], await File.ReadAllBytesAsync(Directory.GetFiles(folder).Single()));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Memory_for_what_is_only_announced_breaks_the_rule()
    {
        var target = new FuzzTarget("planted", 1, [], input => new byte[100_000_000].Length > 0 ? null : "");

        Assert.Equal("growth", Trial.Of(target, [1]).Broken);
    }

    [Fact]
    public void An_exception_that_is_derived_from_a_typed_one_is_none()
    {
        var target = new FuzzTarget("planted", 1, [], input => input.Length == 0 ? throw new ArgumentException("told") : "abc"[5..]) { Typed = [typeof(ArgumentException)] };

        Assert.Equal("ArgumentException", Trial.Of(target, []).Refused);
        Assert.StartsWith("ArgumentOutOfRangeException", Trial.Of(target, [1]).Broken);
    }

    [Fact]
    public void Half_a_character_comes_through_as_in_a_string()
    {
        Assert.Equal("a\ud83d|\ude00é", WildText.Of([(byte)'a', 0xED, 0xA0, 0xBD, (byte)'|', 0xED, 0xB8, 0x80, .. Encoding.UTF8.GetBytes("é")]));
    }
}
