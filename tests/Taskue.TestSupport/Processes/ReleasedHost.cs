namespace Taskue.TestSupport;

/// <summary>The host of the process tests on a released version: its C# and its scripts (<c>tests/Released/</c>). Who starts it refers to its project.</summary>
public static class ReleasedHost
{
    /// <summary>The version.</summary>
    public const string Version = "0.1.0";

    /// <summary>The program, built as this one is.</summary>
    public static string Program
    {
        get
        {
            string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
            string framework = Path.GetFileName(here), configuration = Path.GetFileName(Path.GetDirectoryName(here)!);
            return Repository.PathOf("tests", "Released", "Host", "bin", configuration, framework, "Taskue.Process.Host.dll");
        }
    }
}
