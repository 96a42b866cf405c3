using System.Globalization;
using System.Text;

namespace Taskue.TestSupport;

/// <summary>Reads commands as clients send them: arrays of bulk strings, or one line of words.</summary>
/// <remarks>A byte becomes one character (Latin-1), so that binary arguments survive.</remarks>
internal sealed class RespReader(Stream stream)
{
    private readonly byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    /// <summary>The next command's words, or null at the end of the stream.</summary>
    public async ValueTask<IReadOnlyList<string>?> ReadCommandAsync(CancellationToken ct)
    {
        var line = await ReadLineAsync(ct);
        if (line is null)
        {
            return null;
        }

        if (!line.StartsWith('*'))
        {
            return line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words ? words : [""];
        }

        var parts = new string[int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture)];
        for (var i = 0; i < parts.Length; i++)
        {
            var header = await ReadLineAsync(ct) ?? throw new EndOfStreamException();
            var bytes = new byte[int.Parse(header.AsSpan(1), CultureInfo.InvariantCulture)];
            for (var n = 0; n < bytes.Length; n++)
            {
                bytes[n] = await ReadByteAsync(ct) ?? throw new EndOfStreamException();
            }

            await ReadLineAsync(ct);
            parts[i] = Encoding.Latin1.GetString(bytes);
        }

        return parts;
    }

    private async ValueTask<string?> ReadLineAsync(CancellationToken ct)
    {
        List<byte> line = [];
        while (await ReadByteAsync(ct) is { } next)
        {
            if (next == '\n')
            {
                return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(next);
        }

        return line.Count == 0 ? null : throw new EndOfStreamException();
    }

    private async ValueTask<byte?> ReadByteAsync(CancellationToken ct)
    {
        if (start == end)
        {
            (start, end) = (0, await stream.ReadAsync(buffer, ct));
            if (end == 0)
            {
                return null;
            }
        }

        return buffer[start++];
    }
}
