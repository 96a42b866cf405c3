namespace Taskue.ProcessHost;

/// <summary>Reads files that other processes append to: what stands behind the last line's end is not written yet, or never will be.</summary>
internal static class WholeLines
{
    public static IEnumerable<string> Of(string folder, string pattern)
    {
        foreach (string path in Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal))
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            string text = reader.ReadToEnd();
            foreach (string line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                yield return line;
            }
        }
    }
}
