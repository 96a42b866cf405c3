using System.Text;

namespace Taskue.Cli.Commands.Watching;

/// <summary>Lines at the end of a terminal that are written again where they change, and only there.</summary>
internal sealed class LiveLines : IDisposable
{
    private const string HideCursor = "\e[?25l", ShowCursor = "\e[?25h", ToEnd = "\e[K", Below = "\e[J";

    private readonly TextWriter output;
    private IReadOnlyList<string> shown = [];
    private bool ended;

    public LiveLines(TextWriter output)
    {
        this.output = output;
        output.Write(HideCursor);
    }

    public void Show(IReadOnlyList<string> lines)
    {
        int room = Math.Max(2, (Console.WindowHeight > 0 ? Console.WindowHeight : 24) - 1);
        if (lines.Count > room)
        {
            lines = [.. lines.Take(room - 1), $"    {lines.Count - room + 1} more lines"];
        }

        var text = new StringBuilder();
        if (shown.Count > 0)
        {
            text.Append('\r').Append(System.Globalization.CultureInfo.InvariantCulture, $"\e[{shown.Count}A");
        }

        for (int at = 0; at < lines.Count; at++)
        {
            _ = at < shown.Count && shown[at] == lines[at] ? text.Append('\n') : text.Append(lines[at]).Append(ToEnd).Append('\n');
        }

        if (lines.Count < shown.Count)
        {
            text.Append(Below);
        }

        output.Write(text.ToString());
        output.Flush();
        shown = lines;
    }

    public void Dispose()
    {
        if (!ended)
        {
            ended = true;
            output.Write(ShowCursor);
            output.Flush();
        }
    }
}
