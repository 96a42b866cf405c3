namespace Taskue.Bench;

/// <summary>Counts the commands in what a client sends, which comes in pieces: each is an array of strings (<c>*2 $4 LLEN $1 q</c>).</summary>
internal sealed class CommandCounter
{
    private enum Expects
    {
        Command,
        ArrayLength,
        StringMark,
        StringLength,
        String,
    }

    private Expects expects;
    private int strings;
    private int number;

    /// <summary>How many commands begin in the piece.</summary>
    public int Feed(ReadOnlySpan<byte> bytes)
    {
        int commands = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            byte c = bytes[i];
            switch (expects)
            {
                case Expects.Command when c == '*':
                    commands++;
                    (expects, number) = (Expects.ArrayLength, 0);
                    break;
                case Expects.ArrayLength when c == '\n':
                    strings = number;
                    expects = strings > 0 ? Expects.StringMark : Expects.Command;
                    break;
                case Expects.StringMark when c == '$':
                    (expects, number) = (Expects.StringLength, 0);
                    break;
                case Expects.StringLength when c == '\n':
                    // The bytes, and the line's end after them.
                    (expects, number) = (Expects.String, number + 2);
                    break;
                case Expects.String:
                    int skipped = Math.Min(number, bytes.Length - i);
                    number -= skipped;
                    i += skipped - 1;
                    if (number == 0)
                    {
                        strings--;
                        expects = strings > 0 ? Expects.StringMark : Expects.Command;
                    }

                    break;
                case Expects.ArrayLength or Expects.StringLength when c is >= (byte)'0' and <= (byte)'9':
                    number = (number * 10) + (c - '0');
                    break;
                case Expects.ArrayLength or Expects.StringLength when c == '\r':
                    break;
                default:
                    throw new InvalidDataException($"The byte {c} is not expected in what a Redis client sends ({expects}).");
            }
        }

        return commands;
    }
}
