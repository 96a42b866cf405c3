using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>Makes lines of pieces: of one output of one attempt. Thread-safe; pieces that threads write at once mix as on a console.</summary>
/// <remarks>
/// A line is kept as a terminal would show it: what follows a <c>\r</c> is written over what was there. A line that does not end is given after a second, marked
/// as incomplete; what comes later is given as the next one, which begins with a <c>\r</c> where it is written over the earlier part. So the parts of a line,
/// joined, are the line. One that is written over again and again is given when it has stood still for a second. A line is kept up to a limit, and what goes
/// beyond is counted. Secrets are masked before anything is cut.
/// </remarks>
/// <param name="line">Takes each line, and whether it is incomplete. It is called under a lock, so that the parts of a line keep their order.</param>
/// <param name="secrets">What must not be read in them.</param>
internal sealed class LineAssembler(Action<string, bool> line, Func<SecretMask> secrets)
{
    /// <summary>How long a line may be unfinished before it is given.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Well over what a line keeps (<see cref="LogLine.MostBytes"/>).</summary>
    private const int MostCharacters = 64 * 1024;

    private readonly Lock gate = new();
    private readonly StringBuilder written = new(); // since the last return to the line's beginning
    private ScreenLine? screen; // what was written before that
    private long beyond;
    private long since; // when the line began that was not given yet, or was last written over
    private bool returned;
    private bool begun; // a part of the line was given
    private bool rewritten; // and what comes now is written over it

    /// <summary>Standard error counts as an error: that is what most programs use it for.</summary>
    public static LogLevel LevelOf(LogSource source) => source == LogSource.Error ? LogLevel.Error : LogLevel.Information;

    /// <summary>When the line that has not ended is to be given; <see langword="null"/> where there is none.</summary>
    public TimeSpan? DueIn
    {
        get
        {
            lock (gate)
            {
                TimeSpan left = Patience - Stopwatch.GetElapsedTime(since);
                return since == 0 ? null : left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    public void Add(ReadOnlySpan<char> piece)
    {
        lock (gate)
        {
            while (!piece.IsEmpty)
            {
                int end = piece.IndexOfAny('\n', '\r');
                Keep_NeedsLock(end < 0 ? piece : piece[..end]);
                if (end < 0)
                {
                    return;
                }

                if (piece[end] == '\r')
                {
                    returned = true;
                }
                else
                {
                    Give_NeedsLock(incomplete: false);
                }

                piece = piece[(end + 1)..];
            }
        }
    }

    /// <summary>Gives the line that has no end, if it is due.</summary>
    public void GiveDue()
    {
        lock (gate)
        {
            if (since != 0 && Stopwatch.GetElapsedTime(since) >= Patience)
            {
                Give_NeedsLock(incomplete: true);
            }
        }
    }

    /// <summary>Nothing comes any more: gives the line that has no end.</summary>
    public void End()
    {
        lock (gate)
        {
            if (written.Length > 0 || screen is not null)
            {
                Give_NeedsLock(incomplete: false);
            }
        }
    }

    private void Keep_NeedsLock(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (returned)
        {
            Return_NeedsLock();
        }

        if (since == 0 || screen is not null || rewritten)
        {
            since = Stopwatch.GetTimestamp();
        }

        int room = Math.Min(text.Length, MostCharacters - written.Length);
        written.Append(text[..room]);
        beyond += text.Length - room;
    }

    /// <summary>What comes now is written over what is there.</summary>
    private void Return_NeedsLock()
    {
        returned = false;
        rewritten |= begun;
        if (written.Length > 0)
        {
            (screen ??= new ScreenLine()).Write(secrets().Apply(written.ToString()));
            written.Clear();
            beyond = 0;
        }
    }

    private void Give_NeedsLock(bool incomplete)
    {
        SecretMask mask = secrets();
        string text = written.ToString();
        written.Clear();
        since = 0;
        if (incomplete || beyond > 0)
        {
            // What follows is not known here: the end may be the beginning of a secret.
            int open = mask.OpenEnd(text);
            if (incomplete && beyond == 0)
            {
                written.Append(text, text.Length - open, open);
            }
            else
            {
                beyond += open;
            }

            text = text[..^open];
        }

        text = mask.Apply(text);
        if (screen is not null)
        {
            screen.Write(text);
            text = mask.Apply(screen.ToString());
            screen = null;
        }

        if (beyond > 0)
        {
            text += LogLine.CutMark(beyond, "characters");
            beyond = 0;
        }

        if (text.Length == 0 && incomplete)
        {
            return; // all of it may be a secret
        }

        text = rewritten ? "\r" + text : text;
        returned &= incomplete; // one before the end of the line is a part of that
        (begun, rewritten) = (incomplete, false);
        line(text, incomplete);
    }
}
