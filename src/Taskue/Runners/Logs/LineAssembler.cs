using System.Text;
using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>Makes lines of pieces: of one output of one attempt. Thread-safe; pieces that threads write at once mix as on a console.</summary>
/// <remarks>A line that does not end is kept up to a limit, and what goes beyond is counted: secrets are looked for in whole lines.</remarks>
internal sealed class LineAssembler(ITaskLog log, LogSource source)
{
    /// <summary>Well over what a line keeps (<see cref="LogLine.MostBytes"/>), so that a secret at the cut is still whole.</summary>
    private const int MostCharacters = 64 * 1024;

    private readonly Lock gate = new();
    private readonly StringBuilder line = new();
    private long beyond;

    /// <summary>Standard error counts as an error: that is what most programs use it for.</summary>
    public static LogLevel LevelOf(LogSource source) => source == LogSource.Error ? LogLevel.Error : LogLevel.Information;

    public void Add(ReadOnlySpan<char> piece)
    {
        while (!piece.IsEmpty)
        {
            int end = piece.IndexOf('\n');
            string? whole = null;
            lock (gate)
            {
                Keep_NeedsLock(end < 0 ? piece : piece[..end]);
                if (end >= 0)
                {
                    whole = Take_NeedsLock();
                }
            }

            if (whole is null)
            {
                return;
            }

            log.Append(LevelOf(source), source, whole);
            piece = piece[(end + 1)..];
        }
    }

    /// <summary>The line that has no end, at the end of the attempt.</summary>
    public string? Rest()
    {
        lock (gate)
        {
            return line.Length == 0 ? null : Take_NeedsLock();
        }
    }

    private void Keep_NeedsLock(ReadOnlySpan<char> piece)
    {
        int room = Math.Min(piece.Length, MostCharacters - line.Length);
        line.Append(piece[..room]);
        beyond += piece.Length - room;
    }

    private string Take_NeedsLock()
    {
        int length = line.Length > 0 && line[^1] == '\r' ? line.Length - 1 : line.Length;
        string whole = line.ToString(0, length);
        if (beyond > 0)
        {
            whole += LogLine.CutMark(beyond, "characters");
            beyond = 0;
        }

        line.Clear();
        return whole;
    }
}
