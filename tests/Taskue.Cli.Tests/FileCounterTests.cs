using System.Text;
using Taskue.Cli.Demo.Work;

namespace Taskue.Cli.Tests;

public sealed class FileCounterTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("  \n\t ", 0)]
    [InlineData("a", 1)]
    [InlineData(" a b\vc\fd\re\n", 5)]
    [InlineData("a\0b \0 \x01", 3)]
    [InlineData("ä\u00A0ö ü", 2)] // a space that is not ASCII's divides nothing
    public void Words_are_runs_of_what_is_no_ascii_white_space(string text, int words)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            bool inWord = false;
            long found = FileCounter.Words(bytes.AsSpan(0, cut), ref inWord) + FileCounter.Words(bytes.AsSpan(cut), ref inWord);
            Assert.Equal(words, found);
        }
    }

    [Fact]
    public async Task A_file_larger_than_the_buffer_is_counted_across_its_parts()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat("seven77 \n", 50_000)));

            FileCount count = await FileCounter.CountAsync(file, "name", CancellationToken.None);

            Assert.Equal((50_000, 50_000, 450_000), (count.Lines, count.Words, count.Bytes));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
