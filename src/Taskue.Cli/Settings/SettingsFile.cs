namespace Taskue.Cli.Settings;

/// <summary>The file with the settings: where it is, how it is read, and how it is written.</summary>
internal static class SettingsFile
{
    public const string PathVariable = "TASKUE_CONFIG";

    /// <summary><c>~/.taskue.toml</c>, or what <c>TASKUE_CONFIG</c> says.</summary>
    public static string FilePath
    {
        get
        {
            string? set = Environment.GetEnvironmentVariable(PathVariable);
            return !string.IsNullOrWhiteSpace(set)
                ? Path.GetFullPath(set)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".taskue.toml");
        }
    }

    /// <summary>What the file says; an empty text where there is none.</summary>
    /// <param name="warn">Is told when others can read it.</param>
    public static SettingsText ReadUnchecked(Action<string>? warn = null)
    {
        string path = FilePath;
        try
        {
            string text = File.ReadAllText(path);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
            {
                warn?.Invoke($"warning: {path} can be read by others. Make it yours alone: chmod 600 {path}");
            }

            return new SettingsText(path, text);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return new SettingsText(path, "");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The settings file cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>The same, where nothing is wrong with it.</summary>
    public static SettingsText Read(Action<string>? warn = null) => Checked(ReadUnchecked(warn));

    public static SettingsText Checked(SettingsText text) => text.Faults.Count == 0
        ? text
        : throw new UsageException(string.Join(" ", text.Faults.Select(fault => fault.EndsWith('.') || fault.EndsWith('?') ? fault : fault + ".")));

    /// <summary>Writes the file whole or not at all, for its owner alone. A link stays one: what it points to is written.</summary>
    public static void Write(string path, string text)
    {
        Checked(new SettingsText(path, text));
        string target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string temporary = $"{target}.{Guid.NewGuid():N}.new";
        try
        {
            using (FileStream stream = CreateForOwner(temporary))
            {
                stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw new UsageException($"The settings file cannot be written: {fault.Message}", fault);
        }
    }

    /// <summary>A new file that nobody else can read.</summary>
    public static FileStream CreateForOwner(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
}
