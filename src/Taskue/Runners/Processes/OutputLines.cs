using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Taskue;

/// <summary>Cuts what a process prints into lines. Bytes that are no UTF-8 become U+FFFD; a line without an end is cut after 16 KiB.</summary>
internal sealed class OutputLines(SafeFileHandle end) : IDisposable
{
    private const int LongestLine = 16 * 1024;

    // Of one pipe before the others have their turn: what floods one must not keep the runner from anything else.
    private const int MostReads = 16;

    private readonly byte[] buffer = new byte[LongestLine];
    private int length;

    public SafeFileHandle End => end;

    /// <summary>Whether nobody can write any more, and all was read.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Gives on the whole lines of what is there now, without waiting for more.</summary>
    public void Read(Action<string> line)
    {
        for (int i = 0; i < MostReads && !AtEnd; i++)
        {
            int read = Pipe.Read(end, buffer.AsSpan(length));
            if (read < 0)
            {
                return;
            }

            AtEnd = read == 0;
            int seen = length;
            length += read;
            Cut(seen, line);
        }

        if (AtEnd)
        {
            Flush(line);
        }
    }

    /// <summary>Gives on what has no line break behind it.</summary>
    public void Flush(Action<string> line)
    {
        if (length > 0)
        {
            line(Text(0, length));
            length = 0;
        }
    }

    public void Dispose() => end.Dispose();

    private void Cut(int seen, Action<string> line)
    {
        int start = 0, from = seen;
        for (int at; (at = buffer.AsSpan(from, length - from).IndexOf((byte)'\n')) >= 0; from = start)
        {
            line(Text(start, from + at - start));
            start = from + at + 1;
        }

        buffer.AsSpan(start, length - start).CopyTo(buffer);
        length -= start;
        if (length == buffer.Length)
        {
            int whole = length - Unfinished(buffer.AsSpan(0, length));
            line(Text(0, whole));
            buffer.AsSpan(whole, length - whole).CopyTo(buffer);
            length -= whole;
        }
    }

    private string Text(int from, int count)
    {
        ReadOnlySpan<byte> bytes = buffer.AsSpan(from, count);
        return Encoding.UTF8.GetString(bytes.EndsWith("\r"u8) ? bytes[..^1] : bytes);
    }

    /// <summary>How many bytes at the end are the beginning of a character.</summary>
    private static int Unfinished(ReadOnlySpan<byte> bytes)
    {
        for (int back = 1; back <= 3 && back < bytes.Length; back++)
        {
            byte one = bytes[^back];
            if (one >= 0xC0)
            {
                int whole = one >= 0xF0 ? 4 : one >= 0xE0 ? 3 : 2;
                return back < whole ? back : 0;
            }

            if (one < 0x80)
            {
                break;
            }
        }

        return 0;
    }
}
