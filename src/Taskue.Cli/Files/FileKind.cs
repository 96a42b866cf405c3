using System.Runtime.InteropServices;

namespace Taskue.Cli.Files;

/// <summary>What is at a path, links followed. .NET tells folders from the rest, and no device from a file.</summary>
internal static class FileKind
{
    private const int CurrentFolder = -100, TypeAndMode = 3, TypeMask = 0xF000, Regular = 0x8000;

    // struct statx of the kernel, the same on every architecture: 256 bytes, the mode is a u16 at byte 28.
    private const int Size = 256, ModeAt = 28;

    /// <summary>Whether something is there that is no regular file: a folder, a device, a pipe, a socket.</summary>
    public static bool IsOther(string path)
    {
        if (Directory.Exists(path))
        {
            return true;
        }

        if (!OperatingSystem.IsLinux())
        {
            return File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.Device);
        }

        var status = new byte[Size];
        return Statx(CurrentFolder, path, 0, TypeAndMode, status) == 0 && (BitConverter.ToUInt16(status, ModeAt) & TypeMask) != Regular;
    }

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, string path, int flags, uint mask, [Out] byte[] status);
}
