using System.Runtime.InteropServices;

namespace Taskue;

/// <summary>The calls of the C library that .NET has no own for: files without locks, sessions, process groups, limits, exit signals. Linux's numbers.</summary>
internal static class Libc
{
    public const int EINTR = 4, EAGAIN = 11, ENOENT = 2, EACCES = 13, ENOEXEC = 8, ECHILD = 10;
    public const int SIGKILL = 9, SIGTERM = 15;
    public const short POLLIN = 1, POLLERR = 8, POLLHUP = 16;
    public const int RLIMIT_CPU = 0, RLIMIT_DATA = 2;
    public const int O_CLOEXEC = 0x80000;

    private const string Library = "libc";

    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [DllImport(Library, EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    public static extern int Pipe([Out] int[] ends, int flags);

    [DllImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    public static extern int Control(int descriptor, int command, int argument);

    [DllImport(Library, EntryPoint = "close", SetLastError = true)]
    public static extern int Close(int descriptor);

    [DllImport(Library, EntryPoint = "read", SetLastError = true)]
    public static extern nint Read(SafeHandle descriptor, ref byte buffer, nint count);

    [DllImport(Library, EntryPoint = "write", SetLastError = true)]
    public static extern nint Write(SafeHandle descriptor, ref byte buffer, nint count);

    [DllImport(Library, EntryPoint = "poll", SetLastError = true)]
    public static extern int Poll([In, Out] PollFd[] descriptors, nuint count, int timeoutMs);

    [DllImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static extern int Ask(SafeHandle descriptor, nuint question, out int answer);

    [DllImport(Library, EntryPoint = "kill", SetLastError = true)]
    public static extern int Kill(int process, int signal);

    [DllImport(Library, EntryPoint = "waitpid", SetLastError = true)]
    public static extern int Wait(int process, out int status, int options);

    [DllImport(Library, EntryPoint = "getppid")]
    public static extern int ParentId();

    [DllImport(Library, EntryPoint = "prlimit", SetLastError = true)]
    public static extern int SetLimit(int process, int resource, in Limit limit, nint old);

    [DllImport(Library, EntryPoint = "clock_gettime", SetLastError = true)]
    public static extern int GetTime(int clock, out TimeSpec time);

    [DllImport(Library, EntryPoint = "unsetenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    public static extern int Unset([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport(Library, EntryPoint = "posix_spawn", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    public static extern int Spawn(
        out int process, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, nint actions, nint attributes, nint[] arguments, nint[] environment);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    public static extern int ActionsInit(nint actions);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    public static extern int ActionsDestroy(nint actions);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static extern int ActionsDup(nint actions, int from, int to);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_addopen", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    public static extern int ActionsOpen(nint actions, int descriptor, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_addchdir_np", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    public static extern int ActionsFolder(nint actions, [MarshalAs(UnmanagedType.LPUTF8Str)] string path);

    [DllImport(Library, EntryPoint = "posix_spawnattr_init")]
    public static extern int AttributesInit(nint attributes);

    [DllImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    public static extern int AttributesDestroy(nint attributes);

    [DllImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    public static extern int AttributesFlags(nint attributes, short flags);

    [DllImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    public static extern int AttributesMask(nint attributes, nint signals);

    [DllImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    public static extern int AttributesDefaults(nint attributes, nint signals);

    [DllImport(Library, EntryPoint = "sigemptyset")]
    public static extern int NoSignals(nint signals);

    [DllImport(Library, EntryPoint = "sigaddset")]
    public static extern int AddSignal(nint signals, int signal);

    /// <summary>The limit of a <see cref="Poll"/> that must not go past any of these: milliseconds, or -1 if there is none.</summary>
    public static int PollLimit(params ReadOnlySpan<TimeSpan?> limits)
    {
        int least = -1;
        foreach (TimeSpan? one in limits)
        {
            if (one is { } limit)
            {
                int ms = (int)Math.Min(int.MaxValue, Math.Ceiling(limit.TotalMilliseconds));
                least = least < 0 ? ms : Math.Min(least, ms);
            }
        }

        return least;
    }
}
