using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Taskue;

/// <summary>Cuts what comes through a pipe into frames. For one thread.</summary>
internal sealed class FrameSource(SafeFileHandle end) : IDisposable
{
    private const int Small = 64 * 1024;

    private byte[] buffer = new byte[Small];
    private int from;
    private int to;

    /// <summary>The next frame that has arrived whole, good until the next call; empty if there is none.</summary>
    public ReadOnlySpan<byte> Take()
    {
        if (to - from < 4)
        {
            return default;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(from));
        if (length < 1 || length > Array.MaxLength - 4)
        {
            throw new InvalidDataException("The other process sent something that is no frame.");
        }

        if (to - from - 4 < length)
        {
            return default;
        }

        ReadOnlySpan<byte> frame = buffer.AsSpan(from + 4, length);
        from += 4 + length;
        return frame;
    }

    /// <summary>Reads more, waiting for it. False at the end.</summary>
    public bool Fill()
    {
        int kept = to - from;
        if (kept == buffer.Length)
        {
            // By doubling, as the bytes come: a length that is only announced takes no memory.
            Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, buffer.Length * 2L));
        }
        else if (kept == 0 && buffer.Length > Small)
        {
            (buffer, from, to) = (new byte[Small], 0, 0);
        }
        else if (from > 0)
        {
            buffer.AsSpan(from, kept).CopyTo(buffer);
            (from, to) = (0, kept);
        }

        int read = Pipe.Read(end, buffer.AsSpan(to));
        to += Math.Max(0, read);
        return read > 0;
    }

    /// <summary>The next frame, waiting for it; empty at the end.</summary>
    public ReadOnlySpan<byte> Next()
    {
        ReadOnlySpan<byte> frame = Take();
        while (frame.IsEmpty && Fill())
        {
            frame = Take();
        }

        return frame;
    }

    public void Dispose() => end.Dispose();
}
