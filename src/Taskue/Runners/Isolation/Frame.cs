using System.Buffers.Binary;
using System.Text;

namespace Taskue;

/// <summary>What a runner and its child say to each other. A frame is its length in four bytes, this byte, and its fields.</summary>
internal enum FrameKind : byte
{
    /// <summary>Runner to child, the first: the settings.</summary>
    Setup = 1,

    /// <summary>Child to runner, the first: nothing, or why it cannot run tasks.</summary>
    Ready,

    /// <summary>Runner to child: a task to run. Tasks and the settings have a pipe of their own.</summary>
    Run,

    /// <summary>Runner to child, on the other pipe: the token of the running task fires.</summary>
    Cancel,

    /// <summary>Child to runner: how the task ended.</summary>
    Outcome,

    /// <summary>Child to runner: a line or message of a task.</summary>
    Log,

    /// <summary>Child to runner: what is to be masked in what the task writes.</summary>
    Secret,

    /// <summary>Child to runner: a question to the store.</summary>
    Query,

    /// <summary>Runner to child, on the other pipe: its answer.</summary>
    Answer,

    /// <summary>Child to runner: the task threw; how it ended follows, unless what is called before that never returns.</summary>
    Threw,
}

/// <summary>Builds a frame in a buffer that is used again.</summary>
internal sealed class FrameWriter
{
    private const int LargestKept = 1024 * 1024;

    private byte[] buffer = new byte[1024];
    private int length;

    public FrameWriter Begin(FrameKind kind)
    {
        if (buffer.Length > LargestKept)
        {
            buffer = new byte[1024];
        }

        length = 4;
        return Byte((byte)kind);
    }

    public FrameWriter Byte(byte value)
    {
        Room(1)[0] = value;
        length++;
        return this;
    }

    public FrameWriter Number(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);
        length += 8;
        return this;
    }

    public FrameWriter Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        value.CopyTo(Room(value.Length));
        length += value.Length;
        return this;
    }

    public FrameWriter Text(string? value)
    {
        if (value is null)
        {
            return Number(-1);
        }

        int bytes = Encoding.UTF8.GetByteCount(value);
        Number(bytes);
        Encoding.UTF8.GetBytes(value, Room(bytes));
        length += bytes;
        return this;
    }

    /// <summary>The frame, with its length before it.</summary>
    public ReadOnlySpan<byte> End()
    {
        BinaryPrimitives.WriteInt32LittleEndian(buffer, length - 4);
        return buffer.AsSpan(0, length);
    }

    private Span<byte> Room(int bytes)
    {
        if (buffer.Length - length < bytes)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + bytes));
        }

        return buffer.AsSpan(length);
    }
}

/// <summary>Reads the fields of a frame, in the order in which they were written.</summary>
/// <remarks>Each throws <see cref="InvalidDataException"/> where the frame does not have it.</remarks>
internal ref struct FrameReader(ReadOnlySpan<byte> frame)
{
    private ReadOnlySpan<byte> rest = frame[1..];

    public FrameKind Kind { get; } = (FrameKind)frame[0];

    public byte Byte() => Take(1)[0];

    public long Number() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public int Int() => Number() is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw new InvalidDataException("A number of a frame is too large.");

    public ReadOnlySpan<byte> Bytes() => Take(Number());

    public string? TextOrNull()
    {
        long length = Number();
        return length == -1 ? null : Encoding.UTF8.GetString(Take(length));
    }

    public string Text() => TextOrNull() ?? "";

    private ReadOnlySpan<byte> Take(long length)
    {
        if ((ulong)length > (ulong)rest.Length)
        {
            throw new InvalidDataException("A frame ends before its fields do.");
        }

        ReadOnlySpan<byte> taken = rest[..(int)length];
        rest = rest[(int)length..];
        return taken;
    }
}
