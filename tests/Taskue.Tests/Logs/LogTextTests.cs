using System.Text;
using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue.Tests.Logs;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("a line\nand another\n", "a line|and another")]
    [InlineData("windows\r\nlines\r\n", "windows|lines")]
    [InlineData("\n\n", "|")]
    [InlineData("no end", "no end")]
    [InlineData("a\rb\n", "a\rb")]
    public void Pieces_become_lines_however_they_are_cut(string text, string expected)
    {
        foreach (int size in (int[])[1, 2, 3, 100])
        {
            var log = new Kept();
            var lines = new LineAssembler(log, LogSource.Output);
            foreach (char[] piece in text.Chunk(size))
            {
                lines.Add(piece);
            }

            if (lines.Rest() is { } rest)
            {
                log.Append(LogLevel.Information, LogSource.Output, rest);
            }

            Assert.Equal(expected, string.Join('|', log.Texts));
        }
    }

    [Fact]
    public void A_line_without_an_end_is_kept_up_to_a_limit_and_says_so()
    {
        var log = new Kept();
        var lines = new LineAssembler(log, LogSource.Error);
        for (int i = 0; i < 1000; i++)
        {
            lines.Add(new string('x', 1000));
        }

        lines.Add("\n");
        string line = Assert.Single(log.Texts);
        Assert.InRange(line.Length, 60_000, 70_000);
        Assert.EndsWith(" more characters cut)", line);
    }

    [Theory]
    [InlineData(8192, true)]
    [InlineData(8193, false)]
    public void A_line_of_8_KiB_fits_and_a_longer_one_is_cut_between_characters(int bytes, bool fits)
    {
        string text = string.Concat(Enumerable.Repeat("é", bytes / 2)) + (bytes % 2 == 1 ? "x" : "");
        string fitted = LogLine.Fit(text);
        Assert.Equal(fits, fitted == text);
        Assert.InRange(Encoding.UTF8.GetByteCount(fitted), 8000, LogLine.MostBytes);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(fitted)));
    }

    [Fact]
    public void Secrets_are_masked_the_longest_first_and_line_by_line()
    {
        SecretMask mask = SecretMask.Of(["pass", "password", "one line\r\n\r\nab\nother line\n"]);
        Assert.Equal("*** and ***, ***; ***: ab", mask.Apply("pass and password, one line; other line: ab"));
        Assert.Same(SecretMask.None.Apply("nothing"), "nothing");
        var error = new TaskError("T", "password", "at pass");
        Assert.Equal(new TaskError("T", "***", "at ***"), mask.Apply(error));
        Assert.Null(mask.Apply((TaskError?)null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("  ab  ")]
    public void A_short_secret_is_refused_without_repeating_it(string secret)
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => SecretMask.Check(secret, "secret"));
        Assert.Contains("at least 4 characters", fault.Message);
        Assert.True(secret.Length == 0 || !fault.Message.Contains($"'{secret}'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("a.2.3.4")]
    [InlineData("-1.2.3.4")]
    [InlineData("1.2.3.99999999999999999999")]
    [InlineData("")]
    public void A_place_that_no_page_gave_is_none(string text) => Assert.Null(LogPlace.TryParse(text));

    [Fact]
    public void A_place_is_read_as_it_was_written()
    {
        var place = new LogPlace(1, 22, 333, 4444);
        Assert.Equal(place, LogPlace.TryParse(place.ToString()));
    }

    [Theory]
    [InlineData("1|2|3|2|1|text")]
    [InlineData("1|2|3|2|1|")]
    [InlineData("1|2|3|-|4|5")]
    public void Lines_of_a_reply_are_read(string line) => Assert.NotNull(LogPacking.TryRead("id", Encoding.UTF8.GetBytes(line)));

    [Theory]
    [InlineData("")]
    [InlineData("1|2|3|9|1|text")]
    [InlineData("1|2|3|2|x|text")]
    [InlineData("1|2|3|-|4|")]
    [InlineData("1|2")]
    public void What_is_no_line_of_a_reply_is_noticed(string line) => Assert.Null(LogPacking.TryRead("id", Encoding.UTF8.GetBytes(line)));

    private sealed class Kept : ITaskLog
    {
        public List<string> Texts { get; } = [];

        public void Append(LogLevel level, LogSource source, string text) => Texts.Add(text);

        public void Write(LogSource source, ReadOnlySpan<char> piece) => throw new NotSupportedException();
    }
}
