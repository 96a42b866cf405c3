using System.Buffers;
using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue;

/// <summary>Lines that wait for the store, packed as they will stand there. Not thread-safe.</summary>
internal sealed class LogChunk(long firstLine, long offset, long firstMs)
{
    private byte[] buffer = [];

    public int Length { get; private set; }

    public int Lines { get; private set; }

    private long LastMs { get; set; }

    private LogLevel Level { get; set; }

    public bool HasRoom(int bytes) => Length + bytes <= LogPacking.ChunkBytes;

    public void Add(long ms, LogLevel level, LogSource source, string text, int textBytes, bool incomplete)
    {
        int size = LogPacking.HeadBytes + textBytes;
        if (buffer.Length < Length + size)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * buffer.Length, Math.Max(256, Length + size)));
            buffer.AsSpan(0, Length).CopyTo(larger);
            Free();
            buffer = larger;
        }

        Length += LogPacking.Write(buffer.AsSpan(Length), ms, level, source, text, textBytes, incomplete);
        Lines++;
        LastMs = ms;
        Level = level > Level ? level : Level;
    }

    public LogAppend For(string taskId, long starts, long number) =>
        new(taskId, starts, number, firstLine, offset, Lines, firstMs, LastMs, (int)Level, buffer.AsMemory(0, Length));

    /// <summary>Gives the memory back; what <see cref="For"/> gave is not to be read any more.</summary>
    public void Free()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }
    }
}
