using System.Globalization;
using System.Text;

namespace Taskue;

/// <summary>The files of a server with a data folder.</summary>
internal sealed class DataFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private DataFolder(string path) => FullPath = path;

    public string FullPath { get; }

    public string LockFile => Path.Combine(FullPath, "server.lock");

    private string LogFile => Path.Combine(FullPath, "server.log");

    public static DataFolder Open(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            if (!Directory.Exists(full) && !OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(full, OwnerOnly | UnixFileMode.UserExecute);
            }

            return new DataFolder(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StartFailure.FolderUnusable(full, e);
        }
    }

    /// <summary>Writes the settings where only this user can read them: they hold the password.</summary>
    /// <remarks>Each start names its file anew, so that two starts on one folder cannot mix theirs; the lock lets one go on.</remarks>
    public string WriteConfig(int port, string password, DiskFlush flush)
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"port {port}\n")
            .Append("bind 127.0.0.1\nprotected-mode yes\ndaemonize no\n")
            .Append(CultureInfo.InvariantCulture, $"requirepass {password}\n")
            .Append(CultureInfo.InvariantCulture, $"dir {Quote(FullPath)}\nlogfile {Quote(LogFile)}\nloglevel warning\n")
            .Append("appendonly yes\nsave \"\"\nmaxmemory-policy noeviction\n")
            .Append(CultureInfo.InvariantCulture, $"appendfsync {(flush == DiskFlush.Always ? "always" : "everysec")}\n");
        var file = Path.Combine(FullPath, $"server-{port.ToString(CultureInfo.InvariantCulture)}-{Environment.ProcessId}.conf");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(file);
                options.UnixCreateMode = OwnerOnly;
            }

            using var writer = new StreamWriter(file, options);
            writer.Write(text);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StartFailure.FolderUnusable(FullPath, e);
        }
    }

    /// <summary>The last lines of the server's log, for an error message.</summary>
    public string? LogTail()
    {
        try
        {
            return File.Exists(LogFile) ? string.Join(" / ", File.ReadLines(LogFile).TakeLast(5)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
