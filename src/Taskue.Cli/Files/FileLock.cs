using System.Security.Cryptography;

namespace Taskue.Cli.Files;

/// <summary>Lets one process at a time change a file. The lock is a file beside it, which is deleted when it is released.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromMilliseconds(10);

    // What opening a file reports that another process has open without sharing it.
    private static readonly int Held = OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : OperatingSystem.IsMacOS() ? 35 : 11;

    // On Unix nothing but None locks; on Windows a file that is open can be deleted only if that is shared.
    private static readonly FileShare Alone = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private readonly string path;
    private readonly FileStream stream;

    private FileLock(string path, FileStream stream) => (this.path, this.stream) = (path, stream);

    /// <summary>Waits until no other process changes the file.</summary>
    /// <exception cref="RefusedException">Another process holds the lock for longer than any change takes.</exception>
    public static async Task<FileLock> TakeAsync(string file)
    {
        string path = file + ".lock";
        long begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            if (TimeProvider.System.GetElapsedTime(begin) > Limit)
            {
                throw new RefusedException(
                    $"Another process has held {path} for {Limit.TotalSeconds:0} seconds. Nothing was changed; try again when it has ended.");
            }

            await Task.Delay(Pause);
        }
    }

    // Deleted before it is unlocked: whoever opens it in between finds out below.
    public void Dispose()
    {
        File.Delete(path);
        stream.Dispose();
    }

    private static FileLock? TryTake(string path)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, Alone);
        }
        catch (IOException fault) when (fault.HResult == Held)
        {
            return null;
        }

        // The last holder may have deleted the file that was opened here, and another process may hold a new one of that name.
        DateTime mark = DateTime.UnixEpoch.AddSeconds(2.0 * RandomNumberGenerator.GetInt32(1 << 29));
        File.SetLastWriteTimeUtc(stream.SafeFileHandle, mark);
        if (File.GetLastWriteTimeUtc(path) == mark)
        {
            return new FileLock(path, stream);
        }

        stream.Dispose();
        return null;
    }
}
