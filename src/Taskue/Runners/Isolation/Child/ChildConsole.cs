using System.Text;

namespace Taskue;

/// <summary>Console.Out or Console.Error of a child: gives each piece to the runner, which makes lines of them.</summary>
/// <remarks>The console makes it thread-safe by itself. What is printed past it, by native code, the runner reads from the process.</remarks>
internal sealed class ChildConsole(Action<string> give) : TextWriter
{
    private const int LongestPiece = 16 * 1024;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        while (buffer.Length > 0)
        {
            int length = Math.Min(buffer.Length, LongestPiece);
            length -= length < buffer.Length && char.IsHighSurrogate(buffer[length - 1]) ? 1 : 0; // a pair goes in one piece
            give(buffer[..length].ToString());
            buffer = buffer[length..];
        }
    }

    public override void WriteLine(string? value) => Write(value + "\n");
}
