using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Taskue;

/// <summary>
/// Reads files that another program may write at any moment. On Linux .NET puts an advisory lock on whatever it opens, with every <see cref="FileShare"/>,
/// and refuses to write, or copy over, a file that somebody reads: a deployment by MSBuild or <see cref="File.Copy(string, string, bool)"/> would fail for
/// a runner's look at its modules.
/// </summary>
internal static class UnlockedFile
{
    /// <exception cref="IOException">The file is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream OpenRead(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        int descriptor = Libc.Open(path, Libc.O_CLOEXEC);
        if (descriptor < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            string reason = $"{path} cannot be read: {Marshal.GetPInvokeErrorMessage(error)}";
            throw error == Libc.EACCES ? new UnauthorizedAccessException(reason) : new IOException(reason);
        }

        return new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read);
    }
}
