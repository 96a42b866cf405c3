using Taskue.Cli.Files;

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
            string text = Text(path);
            if (text.Length > 0 && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None && !FileKind.IsOther(path))
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
        : throw new UsageException(
            string.Join(" ", text.Faults.Take(MostFaults).Select(fault => fault.EndsWith('.') || fault.EndsWith('?') ? fault : fault + "."))
            + (text.Faults.Count > MostFaults ? $" And {text.Faults.Count - MostFaults} more faults." : ""));

    /// <summary>Changes the file, for its owner alone. One process at a time does so, so that no change of another is lost.</summary>
    /// <param name="warn">Is told when others can read it.</param>
    /// <param name="change">The new text, of what the file says now.</param>
    public static Task UpdateAsync(Action<string> warn, Func<SettingsText, string> change) => AloneAsync(path =>
    {
        SettingsText before = Read(warn);
        Write(path, before, change(before));
    });

    /// <summary>Replaces the text of the file, if it is still what it was when it was read.</summary>
    /// <exception cref="RefusedException">Another program has changed it since.</exception>
    public static Task ReplaceAsync(SettingsText before, string text) => AloneAsync(path =>
    {
        SettingsText now = ReadUnchecked();
        if (now.Text != before.Text)
        {
            throw new RefusedException($"{before.Path} was changed by another program in the meantime.");
        }

        Write(path, now, text);
    });

    /// <summary>Deletes the file. A link to it stays.</summary>
    public static Task DeleteAsync() => AloneAsync(path => File.Delete(WholeFile.Target(path)));

    private static void Write(string path, SettingsText before, string text)
    {
        Checked(new SettingsText(path, text));
        if (text != before.Text)
        {
            WholeFile.Write(path, text, ownerOnly: true);
        }
    }

    private static async Task AloneAsync(Action<string> run)
    {
        string path = FilePath;
        try
        {
            string target = WholeFile.Target(path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using FileLock alone = await FileLock.TakeAsync(target);
            run(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The settings file cannot be written: {fault.Message}", fault);
        }
    }

    // Bounded: a device may have no end.
    private static string Text(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder.");
        }

        using var reader = new StreamReader(path);
        var buffer = new char[LongestText + 1];
        int length = reader.ReadBlock(buffer);
        return length <= LongestText
            ? new string(buffer, 0, length)
            : throw new IOException($"{path} has more than {LongestText} characters.");
    }

    private const int LongestText = 1 << 20, MostFaults = 5;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
}
