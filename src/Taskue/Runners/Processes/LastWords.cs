using System.Text;

namespace Taskue;

/// <summary>The beginning and the end of what a process printed: why it died stands in one of them.</summary>
internal sealed class LastWords
{
    private const int HeadChars = 2 * 1024, TailChars = 4 * 1024;

    private readonly StringBuilder head = new();
    private readonly Queue<string> tail = new();
    private int tailChars;
    private bool cut;
    private string begun = "";

    /// <param name="line">A line, or a part of one; secrets are masked in it.</param>
    /// <param name="incomplete">Whether the line goes on.</param>
    public void Add(string line, bool incomplete = false)
    {
        line = line.StartsWith('\r') ? line[1..] : begun + line;
        begun = incomplete && line.Length < TailChars ? line : "";
        if (begun.Length > 0)
        {
            return;
        }

        if (tail.Count == 0 && head.Length + line.Length < HeadChars)
        {
            head.Append(line).Append('\n');
            return;
        }

        if (line.Length > TailChars)
        {
            line = line[^TailChars..];
        }

        tail.Enqueue(line);
        for (tailChars += line.Length; tailChars > TailChars; cut = true)
        {
            tailChars -= tail.Dequeue().Length;
        }
    }

    public void Clear()
    {
        head.Clear();
        tail.Clear();
        (tailChars, cut, begun) = (0, false, "");
    }

    public override string ToString() => head + (cut ? "…\n" : "") + string.Join('\n', begun.Length > 0 ? tail.Append(begun) : tail);
}
