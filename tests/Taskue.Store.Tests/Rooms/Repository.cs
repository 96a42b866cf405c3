namespace Taskue.Store.Tests;

/// <summary>Where the sources and documents stand.</summary>
internal static class Repository
{
    private static readonly Lazy<string> Root = new(Find);

    public static string File(string path) => Path.Combine(Root.Value, path);

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder, "Taskue.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("Taskue.slnx stands in no folder above the tests.");
    }
}
