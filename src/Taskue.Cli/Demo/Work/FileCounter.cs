using System.Buffers;
using System.Security.Cryptography;

namespace Taskue.Cli.Demo.Work;

/// <summary>Counts as <c>LC_ALL=C wc -l -w -c</c> does, and hashes, in one pass that holds 64 KiB of the file.</summary>
/// <remarks>
/// A word is a run of bytes that are no ASCII white space (POSIX). GNU wc before 9.5 passes over a run without any printable ASCII
/// character in that locale; such runs count here.
/// </remarks>
internal static class FileCounter
{
    private static readonly SearchValues<byte> White = SearchValues.Create("\t\n\v\f\r "u8);

    public static async Task<FileCount> CountAsync(string file, string name, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
            (long lines, long words, long bytes, bool inWord) = (0, 0, 0, false);
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                ReadOnlySpan<byte> part = buffer.AsSpan(0, read);
                hash.AppendData(part);
                bytes += read;
                lines += part.Count((byte)'\n');
                words += Words(part, ref inWord);
            }

            return new FileCount(name, lines, words, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>How many words begin in a part of a file.</summary>
    /// <param name="part">The part.</param>
    /// <param name="inWord">Whether the part before ended within a word; then, whether this one does.</param>
    internal static long Words(ReadOnlySpan<byte> part, ref bool inWord)
    {
        long words = 0;
        while (!part.IsEmpty)
        {
            int length = inWord ? part.IndexOfAny(White) : part.IndexOfAnyExcept(White);
            if (length < 0)
            {
                break;
            }

            words += inWord ? 0 : 1;
            inWord = !inWord;
            part = part[length..];
        }

        return words;
    }
}
