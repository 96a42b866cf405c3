namespace Taskue.Cli.Demo.Work;

/// <summary>What was counted in one file.</summary>
/// <param name="Path">The file, relative to the demo's folder, with <c>/</c>.</param>
/// <param name="Lines">Line feeds.</param>
/// <param name="Words">Runs of bytes that are no ASCII white space.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its bytes, in lower-case hexadecimal.</param>
internal sealed record FileCount(string Path, long Lines, long Words, long Bytes, string Sha256);

/// <summary>Sums over several files.</summary>
internal sealed record Sums(int Files, long Lines, long Words, long Bytes)
{
    public static Sums Of(IEnumerable<FileCount> counts)
    {
        var sums = new Sums(0, 0, 0, 0);
        foreach (FileCount count in counts)
        {
            sums = new Sums(sums.Files + 1, sums.Lines + count.Lines, sums.Words + count.Words, sums.Bytes + count.Bytes);
        }

        return sums;
    }
}

/// <summary>The sums of the files with one extension.</summary>
/// <param name="Extension">As <c>.cs</c>; empty for files without one.</param>
/// <param name="Sums">Their sums.</param>
internal sealed record ExtensionSums(string Extension, Sums Sums);

/// <summary>What the demo's second stage gives.</summary>
/// <param name="All">The sums over all files.</param>
/// <param name="ByExtension">The same by extension, most bytes first.</param>
internal sealed record DemoTotals(Sums All, IReadOnlyList<ExtensionSums> ByExtension);
