using System.Text;

namespace Taskue.Proof.Fuzz;

/// <summary>Makes rubbish of valid samples: bits, cuts, splices, numbers, delimiters, broken text, nesting, length; and now and then of nothing.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> samples, IReadOnlyList<byte[]> words)
{
    private const int Longest = 64 * 1024;
    private const int MostNesting = 4096;

    private static readonly byte[][] Numbers = [.. ((string[])
    [
        "0", "-0", "-1", "1", "00000000000000000007", "+5", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967296", "4294967297", "-2147483649",
        "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616", "99999999999999999999999999999999",
        "922337203685477", "253402300800000", "1e9", "1e400", "0x7f", "NaN", "Infinity", "1.5", "", " 1", "٣",
    ]).Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] Broken =
    [
        [0], [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xED, 0xB0, 0x80], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xF0, 0x9F],
        [0xEF, 0xBB, 0xBF], "\r\n"u8.ToArray(), "\n"u8.ToArray(), "\r"u8.ToArray(), "\u202E"u8.ToArray(), "\u2028"u8.ToArray(), "\\ud800"u8.ToArray(), "\\u0000"u8.ToArray(),
        "\uFFFD"u8.ToArray(), "\ufb01"u8.ToArray(), "\u001b[2J"u8.ToArray(), "€"u8.ToArray(), "😀"u8.ToArray(),
    ];

    private static readonly byte[] Delimiters = "|;:,.\"'\\/<>()[]{}+-=#@*?&%$!` \t\n\r\0_~^"u8.ToArray();

    private static readonly byte[][] Nests = [.. ((string[])["[", "{\"a\":", "(", "<", "[[", "{", "A<", "\"", "\\", "*1\r\n", "a."]).Select(Encoding.UTF8.GetBytes)];

    public byte[] Draw(Dice dice)
    {
        switch (dice.Below(40))
        {
            case 0:
                return Noise(dice, any: true);
            case 1:
                return Noise(dice, any: false);
            case 2:
                return samples[dice.Below(samples.Count)];
        }

        var input = new List<byte>(samples[dice.Below(samples.Count)]);
        for (int changes = 1 + Math.Min(dice.Below(8), dice.Below(8)); changes > 0; changes--)
        {
            Change(input, dice);
        }

        if (input.Count > Longest)
        {
            input.RemoveRange(Longest, input.Count - Longest);
        }

        return [.. input];
    }

    private static byte[] Noise(Dice dice, bool any)
    {
        var input = new byte[dice.OneIn(20) ? dice.Below(8192) : dice.Below(64)];
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = any ? dice.Byte() : dice.OneIn(2) ? Delimiters[dice.Below(Delimiters.Length)] : (byte)('0' + dice.Below(75));
        }

        return input;
    }

    private void Change(List<byte> input, Dice dice)
    {
        int at = dice.Below(input.Count + 1);
        int length = Math.Min(input.Count - at, 1 + Math.Min(dice.Below(32), dice.Below(32)));
        switch (dice.Below(14))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << dice.Below(8));
                break;
            case 1 when at < input.Count:
                input[at] = dice.Byte();
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                input.RemoveRange(at, input.Count - at);
                break;
            case 4:
                Insert(input, at, input.GetRange(at, length));
                break;
            case 5:
                byte[] other = samples[dice.Below(samples.Count)];
                int from = dice.Below(other.Length + 1);
                input.RemoveRange(at, input.Count - at);
                Insert(input, at, other[from..]);
                break;
            case 6 or 7:
                ReplaceNumber(input, at, Numbers[dice.Below(Numbers.Length)]);
                break;
            case 8:
                Insert(input, at, [Delimiters[dice.Below(Delimiters.Length)]]);
                break;
            case 9:
                Insert(input, at, Broken[dice.Below(Broken.Length)]);
                break;
            case 10 when words.Count > 0:
                Insert(input, at, words[dice.Below(words.Count)]);
                break;
            case 11 when dice.OneIn(10):
                Repeat(input, at, Nests[dice.Below(Nests.Length)], dice.OneIn(4) ? MostNesting : 1 + dice.Below(80));
                break;
            case 12 when dice.OneIn(20) && length > 0:
                Repeat(input, at, [.. input.GetRange(at, length)], 1 + dice.Below(4096));
                break;
            case 13:
                Insert(input, at, [Parts.Separator]);
                break;
            default:
                break;
        }
    }

    private static void Insert(List<byte> input, int at, IReadOnlyList<byte> bytes) => input.InsertRange(at, bytes);

    private static void Repeat(List<byte> input, int at, byte[] bytes, int times)
    {
        times = Math.Min(times, Longest / bytes.Length);
        var all = new byte[bytes.Length * times];
        for (int i = 0; i < times; i++)
        {
            bytes.CopyTo(all, i * bytes.Length);
        }

        input.InsertRange(at, all);
    }

    /// <summary>The next number behind a place becomes another one; where there is none, it is put in.</summary>
    private static void ReplaceNumber(List<byte> input, int at, byte[] number)
    {
        int start = input.FindIndex(at, static one => one is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
        {
            input.InsertRange(at, number);
            return;
        }

        int end = input.FindIndex(start, static one => one is < (byte)'0' or > (byte)'9');
        input.RemoveRange(start, (end < 0 ? input.Count : end) - start);
        input.InsertRange(start, number);
    }
}
