using System.Text;
using StackExchange.Redis;
using Taskue.Store;

namespace Taskue.Tests;

public sealed class RespReplyReaderTests
{
    [Theory]
    [InlineData("*268435454\r\n")]
    [InlineData("$536870912\r\nabc")]
    [InlineData("*8\r\n*268435454\r\n*268435454\r\n")]
    public void What_is_only_announced_takes_no_memory(string reply)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<EndOfStreamException>(() => Read(reply));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * 1024 * 1024);
    }

    [Fact]
    public void A_large_answer_comes_whole()
    {
        var text = new string('x', 3_000_001);

        Assert.Equal(text, (string?)Read($"${text.Length}\r\n{text}\r\n"));
        Assert.Equal(5_000, Read("*5000\r\n" + string.Concat(Enumerable.Repeat(":1\r\n", 5_000))).Length);
    }

    [Theory]
    [InlineData("$3\r\nabcdef\r\n")]
    [InlineData("$536870913\r\n")]
    [InlineData("*1\r\n-ERR inside\r\n")]
    [InlineData(":one\r\n")]
    [InlineData("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n")]
    public void What_is_no_reply_is_told(string reply) => Assert.Throws<InvalidDataException>(() => Read(reply));

    private static RedisResult Read(string reply)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(reply));
        using var reader = new RespReplyReader(stream);
        return reader.Read();
    }
}
