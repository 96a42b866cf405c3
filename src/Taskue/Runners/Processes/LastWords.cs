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

    public void Add(string line)
    {
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
        if (head.Length > 0)
        {
            head.Clear();
            tail.Clear();
            (tailChars, cut) = (0, false);
        }
    }

    public override string ToString() => head + (cut ? "…\n" : "") + string.Join('\n', tail);
}
