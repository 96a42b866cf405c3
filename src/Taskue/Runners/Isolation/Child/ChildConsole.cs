using System.Text;

namespace Taskue;

/// <summary>Console.Out or Console.Error of a child: gives on line by line.</summary>
/// <remarks>The console makes it thread-safe by itself. What is printed past it, by native code, the runner reads from the process.</remarks>
internal sealed class ChildConsole(Action<string> line) : TextWriter
{
    private const int LongestLine = 16 * 1024;

    private readonly Lock gate = new();
    private readonly StringBuilder begun = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (gate)
        {
            while (buffer.Length > 0)
            {
                int end = buffer.IndexOf('\n');
                ReadOnlySpan<char> part = end < 0 ? buffer : buffer[..end];
                int room = LongestLine - begun.Length;
                if (part.Length > room)
                {
                    begun.Append(part[..room]);
                    buffer = buffer[room..];
                    Give_NeedsLock();
                    continue;
                }

                begun.Append(part);
                if (end < 0)
                {
                    return;
                }

                buffer = buffer[(end + 1)..];
                Give_NeedsLock();
            }
        }
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void Flush()
    {
        // A flush in the middle of a line must not cut it: only the end of the task does, by EndLine.
    }

    /// <summary>Gives on what has no line break behind it.</summary>
    public void EndLine()
    {
        lock (gate)
        {
            if (begun.Length > 0)
            {
                Give_NeedsLock();
            }
        }
    }

    private void Give_NeedsLock()
    {
        int length = begun.Length > 0 && begun[^1] == '\r' ? begun.Length - 1 : begun.Length;
        line(begun.ToString(0, length));
        begun.Clear();
    }
}
