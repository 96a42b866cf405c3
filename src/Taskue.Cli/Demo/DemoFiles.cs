namespace Taskue.Cli.Demo;

/// <summary>The files that the demo counts.</summary>
internal sealed record DemoFiles(string Folder, IReadOnlyList<string> Names, bool Cut)
{
    /// <summary>How many files one demo takes.</summary>
    public const int Limit = 2_000;

    private static readonly HashSet<string> Skipped = new(StringComparer.OrdinalIgnoreCase) { "bin", "obj", ".git", ".vs", "node_modules" };

    // Links are left out: they may lead round in circles.
    private static readonly EnumerationOptions Entries = new() { AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device };

    /// <summary>Finds the files of a folder, in order, without those that builds and tools make.</summary>
    /// <exception cref="UsageException">There is no such folder, or no file in it.</exception>
    public static DemoFiles Find(string? folder, int limit = Limit)
    {
        folder = Path.GetFullPath(folder ?? DefaultFolder());
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"There is no folder '{folder}'. Name one whose files the demo may read: taskue demo FOLDER");
        }

        string[] names = [.. Walk(folder, "").Take(limit + 1)];
        return names.Length == 0
            ? throw new UsageException($"There is no file in '{folder}'. Name a folder with files to count: taskue demo FOLDER")
            : new DemoFiles(folder, names.Length > limit ? names[..limit] : names, names.Length > limit);
    }

    private static IEnumerable<string> Walk(string root, string below)
    {
        var folder = new DirectoryInfo(Path.Combine(root, below));
        foreach (FileInfo file in folder.EnumerateFiles("*", Entries).OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            yield return below + file.Name;
        }

        foreach (DirectoryInfo child in folder.EnumerateDirectories("*", Entries).OrderBy(child => child.Name, StringComparer.Ordinal))
        {
            if (!Skipped.Contains(child.Name))
            {
                foreach (string name in Walk(root, $"{below}{child.Name}/"))
                {
                    yield return name;
                }
            }
        }
    }

    /// <summary>The sources of the clone that this program was built in, or stands in; else the working folder.</summary>
    private static string DefaultFolder()
    {
        foreach (string start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
        {
            for (DirectoryInfo? at = new(start); at is not null; at = at.Parent)
            {
                string sources = Path.Combine(at.FullName, "src");
                if (File.Exists(Path.Combine(at.FullName, "Taskue.slnx")) && Directory.Exists(sources))
                {
                    return sources;
                }
            }
        }

        return Directory.GetCurrentDirectory();
    }
}
