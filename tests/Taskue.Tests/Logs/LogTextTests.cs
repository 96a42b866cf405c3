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
    [InlineData("a\rb\n", "b")]
    [InlineData("100 %\r  5\r\r\n", "  5 %")]
    [InlineData("\r\r\rx", "x")]
    [InlineData("one\r\u001b[Kab\n", "ab")]
    [InlineData("\u001b[31mred\u001b[0m\rwet", "wet\u001b[0m")]
    [InlineData("x\U0001F600z\ry\n", "y\U0001F600z")]
    public void Pieces_become_lines_however_they_are_cut(string text, string expected)
    {
        foreach (int size in (int[])[1, 2, 3, 100])
        {
            var texts = new List<string>();
            var lines = new LineAssembler((line, _) => texts.Add(line), () => SecretMask.None);
            foreach (char[] piece in text.Chunk(size))
            {
                lines.Add(piece);
            }

            lines.End();
            Assert.Equal(expected, string.Join('|', texts));
        }
    }

    [Fact]
    public void A_line_without_an_end_is_kept_up_to_a_limit_and_says_so()
    {
        var texts = new List<string>();
        var lines = new LineAssembler((line, _) => texts.Add(line), () => SecretMask.None);
        for (int i = 0; i < 1000; i++)
        {
            lines.Add(new string('x', 1000));
        }

        lines.Add("\n");
        string line = Assert.Single(texts);
        Assert.InRange(line.Length, 60_000, 70_000);
        Assert.EndsWith(" more characters cut)", line);
    }

    [Fact]
    public void Of_a_progress_bar_the_last_state_is_kept()
    {
        var texts = new List<string>();
        var lines = new LineAssembler((line, incomplete) => texts.Add($"{line}{incomplete}"), () => SecretMask.None);
        for (int i = 1; i <= 3000; i++)
        {
            lines.Add($"\r[{new string('#', i / 100)}] {i} of 3000, and some more that takes its place");
        }

        lines.End();
        Assert.Equal([$"[{new string('#', 30)}] 3000 of 3000, and some more that takes its placeFalse"], texts);
    }

    [Fact]
    public void A_secret_is_masked_however_its_pieces_come_and_wherever_its_line_is_cut()
    {
        const string secret = "hunter2-and-a-half", other = "half-past-seven";
        SecretMask mask = SecretMask.Of([secret, other]);
        foreach (int before in (int[])[0, 1, 279, 4090, 8180, 16380, 65_530, 65_535])
        {
            foreach (int size in (int[])[1, 7, 16 * 1024, 100_000])
            {
                foreach (string whole in (string[])[secret, "hunter2-and-a-half-past-seven", "over\r" + secret, secret + secret[..7]])
                {
                    var said = new System.Text.StringBuilder();
                    var lines = new LineAssembler((line, _) => said.Append(line).Append('|'), () => mask);
                    foreach (char[] piece in (new string('x', before) + whole + "\n").Chunk(size))
                    {
                        lines.Add(piece);
                    }

                    // Of a line that is not cut the beginning of a secret stands, which is no secret by itself.
                    string shown = said.ToString();
                    Assert.DoesNotContain(secret, shown);
                    Assert.DoesNotContain("past", shown);
                    Assert.True(before > 60_000 ? !shown.Contains("hu", StringComparison.Ordinal) : shown.Contains("***", StringComparison.Ordinal), shown[^Math.Min(60, shown.Length)..]);
                }
            }
        }
    }

    [Fact]
    public void What_may_begin_a_secret_is_told_by_its_length()
    {
        SecretMask mask = SecretMask.Of(["hunter2", "term"]);
        Assert.Equal([0, 1, 3, 6, 4, 0], new[] { "x", "xh", "xter", "hunter", "hunt", "hunter2" }.Select(text => mask.OpenEnd(text)));
        Assert.Equal("***x***", SecretMask.Of(["aaaa"]).Apply("aaaaaaaxaaaa"));
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
}
