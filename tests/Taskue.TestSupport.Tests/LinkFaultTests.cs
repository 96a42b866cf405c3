namespace Taskue.TestSupport.Tests;

public sealed class LinkFaultTests
{
    [Theory]
    [InlineData("cut both")]
    [InlineData("cut-after to-client 120")]
    [InlineData("delay to-server 50")]
    [InlineData("throttle both 2000")]
    [InlineData("blackhole to-client")]
    [InlineData("half-close to-server")]
    [InlineData("refuse both")]
    public void It_is_written_as_it_is_read(string text) => Assert.Equal(text, LinkFault.Parse(text).ToString());

    [Fact]
    public void Without_a_way_it_is_both_ways() => Assert.Equal(new LinkFault(LinkFaultKind.Cut), LinkFault.Parse("cut"));

    [Theory]
    [InlineData("")]
    [InlineData("explode")]
    [InlineData("cut sideways")]
    [InlineData("delay both soon")]
    public void What_is_none_is_named(string text) => Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => LinkFault.Parse(text)).Message);

    [Fact]
    public void Every_kind_stands_in_the_list_in_each_of_its_ways_and_is_drawn_from_the_seed()
    {
        Assert.Equal((3 * 6) + 1, LinkFault.Every.Distinct().Count());
        Assert.Equal(Enum.GetValues<LinkFaultKind>(), LinkFault.Every.Select(fault => fault.Kind).Distinct().Order());
        foreach (LinkFault fault in LinkFault.Every)
        {
            LinkFault drawn = fault.Drawn(new Random(7));
            Assert.Equal(drawn, fault.Drawn(new Random(7)));
            Assert.Equal(drawn.Kind is LinkFaultKind.CutAfter or LinkFaultKind.Delay or LinkFaultKind.Throttle, drawn.Amount > 0);
            Assert.Equal(drawn, LinkFault.Parse(drawn.ToString()));
        }
    }
}
