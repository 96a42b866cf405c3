using System.Text;
using Taskue.Store;

namespace Taskue.Proof.Fuzz.Targets;

/// <summary>What a server answers that is none, or not in order: read by the runner's own connection.</summary>
internal static class ReplyTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("replies", 100,
            [.. ((string[])
            [
                "+OK\r\n", ":17\r\n", "$5\r\nhello\r\n", "$-1\r\n", "*-1\r\n", "*0\r\n", "*3\r\n$2\r\nok\r\n:1700000000000\r\n*2\r\n$1\r\na\r\n$0\r\n\r\n", "$6\r\nab\r\ncd\r\n+PONG\r\n", "*2\r\n*1\r\n:1\r\n$-1\r\n",
            ]).Select(Encoding.UTF8.GetBytes)], Replies)
        {
            Typed = [typeof(InvalidDataException), typeof(RespErrorException), typeof(EndOfStreamException)],
            Words = [.. ((string[])["*268435454\r\n", "$536870912\r\n", "*1\r\n", "$-2\r\n", "-ERR no\r\n", "-NOSCRIPT\r\n", "_\r\n", "%1\r\n", ">2\r\n", "\r\n", "*2147483647\r\n"]).Select(Encoding.UTF8.GetBytes)],
        },
    ];

    /// <summary>One after the other, until the stream is over. It comes in pieces, as from a network; the first byte says of what size.</summary>
    private static string? Replies(byte[] input)
    {
        using var stream = new Drip(input, input.Length == 0 ? 1 : 1 + (input[0] % 7));
        using var reader = new RespReplyReader(stream);
        int replies = 0;
        try
        {
            while (true)
            {
                reader.Read();
                replies++;
            }
        }
        catch (EndOfStreamException) when (replies > 0)
        {
            return null;
        }
    }

    private sealed class Drip(byte[] bytes, int most) : MemoryStream(bytes, writable: false)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, Length > 512 ? count : most));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, Length > 512 ? buffer.Length : most)]);
    }
}
