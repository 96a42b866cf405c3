using System.Buffers;
using System.Buffers.Text;
using System.Text;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>Reads one reply after the other from a stream, blocking until each is whole.</summary>
internal sealed class RespReplyReader(Stream stream) : IDisposable
{
    private const int MostDepth = 8;
    private const long MostBytes = 512L * 1024 * 1024; // Redis's own limit of a bulk string

    private const int MostAhead = 4096; // elements that an announcement alone makes room for
    private const int MostBytesAhead = 1024 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private int start;
    private int end;

    public RedisResult Read() => Read(0);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private RedisResult Read(int depth)
    {
        ReadOnlySpan<byte> line = Line();
        byte kind = line[0];
        switch (kind)
        {
            case (byte)'+':
                return RedisResult.Create((RedisValue)line[1..].ToArray(), ResultType.SimpleString);
            case (byte)'-' when depth == 0:
                throw new RespErrorException(Encoding.UTF8.GetString(line[1..]));
            case (byte)':':
                return RedisResult.Create(Number(line), ResultType.Integer);
            case (byte)'$':
                long length = Number(line);
                return length < 0
                    ? RedisResult.Create(RedisValue.Null, ResultType.BulkString)
                    : RedisResult.Create((RedisValue)Bulk(length), ResultType.BulkString);
            case (byte)'*' when depth < MostDepth:
                long count = Number(line);
                if (count < 0)
                {
                    return RedisResult.Create(RedisValue.Null, ResultType.BulkString);
                }

                if (count > int.MaxValue / 8)
                {
                    throw new InvalidDataException($"The server announces {count} elements.");
                }

                // What is only announced takes no memory: a list grows with what arrives.
                var items = new List<RedisResult>((int)Math.Min(count, MostAhead));
                for (long i = 0; i < count; i++)
                {
                    items.Add(Read(depth + 1));
                }

                return RedisResult.Create(items.ToArray());
            default:
                throw new InvalidDataException($"The server answers what is no reply: byte {kind} at its beginning.");
        }
    }

    private static long Number(ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(line[1..], out long number, out int used) && used == line.Length - 1
            ? number : throw new InvalidDataException("The server answers a length that is no number.");

    /// <summary>One line without its end; at least its kind.</summary>
    private ReadOnlySpan<byte> Line()
    {
        int searched = 0;
        while (true)
        {
            int at = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                int past = start + searched + at;
                ReadOnlySpan<byte> line = buffer.AsSpan(start, past - start);
                start = past + 1;
                return line.Length >= 2 && line[^1] == (byte)'\r' ? line[..^1] : throw new InvalidDataException("The server answers an unfinished line.");
            }

            searched = end - start;
            if (searched > 64 * 1024)
            {
                throw new InvalidDataException("The server answers a line without an end.");
            }

            Fill(1);
        }
    }

    private byte[] Bulk(long length)
    {
        if (length > MostBytes)
        {
            throw new InvalidDataException($"The server announces {length} bytes.");
        }

        var bytes = new byte[Math.Min(length, MostBytesAhead)];
        int have = Math.Min(bytes.Length, end - start);
        buffer.AsSpan(start, have).CopyTo(bytes);
        start += have;
        stream.ReadExactly(bytes, have, bytes.Length - have);
        while (bytes.Length < length)
        {
            have = bytes.Length;
            Array.Resize(ref bytes, (int)Math.Min(length, 2L * have));
            stream.ReadExactly(bytes, have, bytes.Length - have);
        }

        while (end - start < 2)
        {
            Fill(2);
        }

        if (buffer[start] != (byte)'\r' || buffer[start + 1] != (byte)'\n')
        {
            throw new InvalidDataException($"The server answers more than the {length} bytes that it announced.");
        }

        start += 2;
        return bytes;
    }

    private void Fill(int least)
    {
        if (start == end)
        {
            start = end = 0;
        }
        else if (buffer.Length - end < least || start > buffer.Length / 2)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.AsSpan(0, end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        int read = stream.Read(buffer, end, buffer.Length - end);
        if (read == 0)
        {
            throw new EndOfStreamException("The server closed the connection.");
        }

        end += read;
    }
}

/// <summary>An error that the server answered.</summary>
internal sealed class RespErrorException(string message) : Exception(message);
