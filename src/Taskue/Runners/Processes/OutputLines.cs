using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Taskue;

/// <summary>Makes lines of what a process prints. Bytes that are no UTF-8 become U+FFFD.</summary>
/// <param name="end">Where it is read.</param>
/// <param name="secrets">What must not be read in the lines.</param>
/// <param name="line">Takes each line, and whether it is incomplete.</param>
internal sealed class OutputLines(SafeFileHandle end, Func<SecretMask> secrets, Action<string, bool> line) : IDisposable
{
    // Of one pipe before the others have their turn: what floods one must not keep the runner from anything else.
    private const int MostReads = 16;

    private readonly byte[] buffer = new byte[16 * 1024];
    private readonly char[] characters = new char[Encoding.UTF8.GetMaxCharCount(16 * 1024)];
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly LineAssembler lines = new(line, secrets);

    public SafeFileHandle End => end;

    /// <summary>Whether nobody can write any more, and all was read.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>When <see cref="GiveDue"/> has something to give; <see langword="null"/> if it has not.</summary>
    public TimeSpan? DueIn => lines.DueIn;

    /// <summary>Gives the whole lines of what is there now, without waiting for more.</summary>
    public void Read()
    {
        for (int i = 0; i < MostReads && !AtEnd; i++)
        {
            int read = Pipe.Read(end, buffer);
            if (read < 0)
            {
                return;
            }

            AtEnd = read == 0;
            Add(buffer.AsSpan(0, read), flush: false);
        }

        if (AtEnd)
        {
            Flush();
        }
    }

    /// <summary>Gives a line that has stood without an end for a while.</summary>
    public void GiveDue() => lines.GiveDue();

    /// <summary>Gives what has no line break behind it.</summary>
    public void Flush()
    {
        Add([], flush: true);
        lines.End();
    }

    public void Dispose() => end.Dispose();

    private void Add(ReadOnlySpan<byte> bytes, bool flush) => lines.Add(characters.AsSpan(0, decoder.GetChars(bytes, characters, flush)));
}
