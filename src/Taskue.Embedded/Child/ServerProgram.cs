namespace Taskue;

/// <summary>Finds programs on PATH.</summary>
internal static class ServerProgram
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static readonly string[] Names = ["redis-server", "valkey-server"];

    public static string? Find(string name, string? path)
    {
        foreach (var folder in (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var file = Path.Combine(folder, name);
            if (Path.IsPathFullyQualified(file) && File.Exists(file) && IsExecutable(file))
            {
                return file;
            }
        }

        return null;
    }

    public static string FindServer(string? path) =>
        Names.Select(name => Find(name, path)).FirstOrDefault(found => found is not null)
        ?? throw StartFailure.NoProgram(Names);

    private static bool IsExecutable(string file) => OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(file) & Executable) != UnixFileMode.None;
}
