using System.Buffers;
using System.Buffers.Text;
using System.Text;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>Writes commands in Redis's protocol (https://redis.io/docs/latest/develop/reference/protocol-spec/) into one reused buffer.</summary>
internal sealed class RespWriter
{
    private const int KeepBytes = 256 * 1024;

    private readonly ArrayBufferWriter<byte> buffer = new(4096);

    public ReadOnlyMemory<byte> Written => buffer.WrittenMemory;

    public void Begin(int arguments)
    {
        if (buffer.Capacity > KeepBytes)
        {
            buffer.Clear();
        }

        buffer.ResetWrittenCount();
        Header((byte)'*', arguments);
    }

    public void Add(ReadOnlySpan<byte> argument)
    {
        Header((byte)'$', argument.Length);
        buffer.Write(argument);
        buffer.Write("\r\n"u8);
    }

    public void Add(string argument)
    {
        Header((byte)'$', Encoding.UTF8.GetByteCount(argument));
        Encoding.UTF8.GetBytes(argument, buffer);
        buffer.Write("\r\n"u8);
    }

    public void Add(RedisValue argument)
    {
        int length = argument.GetByteCount();
        Header((byte)'$', length);
        argument.CopyTo(buffer.GetSpan(length)[..length]);
        buffer.Advance(length);
        buffer.Write("\r\n"u8);
    }

    private void Header(byte kind, int number)
    {
        Span<byte> span = buffer.GetSpan(16);
        span[0] = kind;
        Utf8Formatter.TryFormat(number, span[1..], out int digits);
        span[digits + 1] = (byte)'\r';
        span[digits + 2] = (byte)'\n';
        buffer.Advance(digits + 3);
    }
}
