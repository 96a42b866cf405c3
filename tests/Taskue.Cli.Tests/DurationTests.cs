using Taskue.Cli.Parsing;

namespace Taskue.Cli.Tests;

public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("90s", 90)]
    [InlineData("90", 90)]
    [InlineData("1.5h", 5400)]
    [InlineData("10m", 600)]
    [InlineData("2d", 172800)]
    [InlineData("00:10:00", 600)]
    [InlineData("1:30", 5400)]
    public void Times_are_read_as_people_write_them(string text, double seconds)
    {
        Assert.True(Durations.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 weeks")]
    [InlineData("1e99")]
    [InlineData("99999999999999d")]
    [InlineData("-00:10:00")]
    [InlineData("NaN")]
    public void Other_texts_are_refused(string text) => Assert.False(Durations.TryParse(text, out _));
}
