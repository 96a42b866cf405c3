namespace Taskue.TestSupport;

/// <summary>The clone that these tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The path of a file of the clone.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The output of a project of <c>tests/Modules/</c>, built as the running program is.</summary>
    public static string BuiltModule(string project)
    {
        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string framework = Path.GetFileName(here), configuration = Path.GetFileName(Path.GetDirectoryName(here)!);
        return PathOf("tests", "Modules", project, "bin", configuration, framework);
    }

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Taskue.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("These tests run from within a clone: no folder above them holds Taskue.slnx.");
    }
}
