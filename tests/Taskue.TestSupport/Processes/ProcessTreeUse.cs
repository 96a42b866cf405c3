using System.Globalization;

namespace Taskue.TestSupport;

/// <summary>What processes and all their descendants use, as <c>/proc</c> tells.</summary>
internal static class ProcessTreeUse
{
    private const double TicksPerSecond = 100;

    /// <param name="CpuSeconds">Of the living, and of the dead that they have waited for.</param>
    /// <param name="Bytes">Resident memory; a page that several share is counted in parts (PSS), so that forks are not charged twice.</param>
    /// <param name="Threads">Threads of all of them.</param>
    /// <param name="Files">Open files of all of them: sockets, pipes and handles of every kind.</param>
    public readonly record struct Usage(double CpuSeconds, long Bytes, int Threads, int Files);

    public static Usage UsageOf(params IEnumerable<int> roots)
    {
        Dictionary<int, string[]> all = Stats();
        ILookup<int, int> children = all.ToLookup(pair => int.Parse(pair.Value[1], CultureInfo.InvariantCulture), pair => pair.Key);
        var tree = new Queue<int>(roots);
        double ticks = 0;
        long bytes = 0;
        int threads = 0, files = 0;
        while (tree.TryDequeue(out int id))
        {
            if (!all.TryGetValue(id, out string[]? fields))
            {
                continue;
            }

            // utime, stime, cutime, cstime
            ticks += fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture));
            bytes += Pss(id);
            threads += int.Parse(fields[17], CultureInfo.InvariantCulture);
            files += OpenFiles(id);
            foreach (int child in children[id])
            {
                tree.Enqueue(child);
            }
        }

        return new Usage(ticks / TicksPerSecond, bytes, threads, files);
    }

    // Of each process the fields after its name, which may hold spaces and brackets: state first, then the parent.
    private static Dictionary<int, string[]> Stats()
    {
        var all = new Dictionary<int, string[]>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Text(Path.Combine(folder, "stat")) is { } text)
            {
                all[id] = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            }
        }

        return all;
    }

    private static long Pss(int id)
    {
        string? line = Text(FormattableString.Invariant($"/proc/{id}/smaps_rollup"))?.Split('\n').FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line["Pss:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
    }

    private static int OpenFiles(int id)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(FormattableString.Invariant($"/proc/{id}/fd")).Count();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    // A process may end while it is looked at.
    private static string? Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
