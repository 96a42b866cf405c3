using System.Text;
using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue.Proof.Fuzz.Targets;

/// <summary>What a task writes: pieces of output become lines, masked and cut, and are packed for the store.</summary>
internal static class LogTargets
{
    private const string Secret = "hunter2-secret";

    private static readonly SecretMask Mask = SecretMask.Of([Secret, "word € four\nsecond | line"]);

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("log-bytes", 30, [Parts.Join("a li", "ne\nand ", "another\r\n", "the rest"), Parts.Join("it is ", "hunter2", "-secret, and 'second | line'\n"), Encoding.UTF8.GetBytes(new string('x', 9000) + "\n")], Lines)
        { Words = [Encoding.UTF8.GetBytes(Secret), "second | line"u8.ToArray(), Encoding.UTF8.GetBytes(new string('€', 20_000))] },
    ];

    private static string? Lines(byte[] input)
    {
        var sink = new Sink();
        var lines = new LineAssembler((line, _) => sink.Append(LogLevel.Information, LogSource.Output, line), static () => Mask);
        foreach (byte[] piece in Parts.All(input))
        {
            lines.Add(WildText.Of(piece));
        }

        lines.End();
        int ends = string.Concat(Parts.All(input).Select(piece => WildText.Of(piece))).Count(letter => letter == '\n');
        PromiseException.Unless(sink.Count == ends || sink.Count == ends + 1, "each line break ends one line");
        return null;
    }

    private sealed class Sink
    {
        private readonly byte[] buffer = new byte[LogPacking.HeadBytes + LogLine.MostBytes];

        public int Count { get; private set; }

        public void Append(LogLevel level, LogSource source, string text)
        {
            Count++;
            text = LogLine.Fit(Mask.Apply(text));
            int bytes = Encoding.UTF8.GetByteCount(text);
            PromiseException.Unless(bytes <= LogLine.MostBytes, "no more of a line is kept than allowed");
            PromiseException.Unless(!text.Contains(Secret, StringComparison.Ordinal), "a secret is masked");
            int length = LogPacking.Write(buffer, 1_700_000_000_000, level, source, text, bytes);
            byte[] read = Encoding.UTF8.GetBytes("1|1|1700000000000|2|1|");
            byte[] line = [.. read, .. buffer.AsSpan(length - bytes, bytes)];
            PromiseException.Unless(LogPacking.TryRead("01arz3ndektsv4rrffq69g", line) is { } entry && Encoding.UTF8.GetByteCount(entry.Text) == bytes, "what is packed can be read");
        }
    }
}
