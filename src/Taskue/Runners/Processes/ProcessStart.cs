using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Taskue;

/// <summary>A program to start, in a session and process group of its own, with an empty standard input.</summary>
internal sealed record ProcessStart(string Program, IReadOnlyList<string> Arguments)
{
    private const short SetSigDef = 4, SetSigMask = 8, SetSid = 0x80;
    private const int ReadOnly = 0, WriteOnly = 1;

    // More than any C library's own take (glibc on x64: 80, 336 and 128 bytes).
    private const int RoomBytes = 1024;

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public string? Folder { get; init; }

    /// <summary>Which descriptors it gets as which numbers; 0, 1 and 2 are <c>/dev/null</c> where nothing is said.</summary>
    public required IReadOnlyList<(SafeFileHandle End, int Number)> Descriptors { get; init; }

    /// <summary>Starts it; whoever does must take leave of it (<see cref="StartedProcess"/>).</summary>
    /// <returns>0, or the system's error number.</returns>
    public int TryStart(out int id)
    {
        nint actions = Marshal.AllocHGlobal(RoomBytes), attributes = Marshal.AllocHGlobal(RoomBytes), signals = Marshal.AllocHGlobal(RoomBytes);
        nint[] arguments = Texts([Program, .. Arguments]);
        nint[] environment = Texts(Environment.Select(pair => $"{pair.Key}={pair.Value}"));
        try
        {
            _ = Libc.ActionsInit(actions);
            _ = Libc.AttributesInit(attributes);
            for (int number = 0; number <= 2; number++)
            {
                if (Descriptors.All(one => one.Number != number))
                {
                    _ = Libc.ActionsOpen(actions, number, "/dev/null", number == 0 ? ReadOnly : WriteOnly, 0);
                }
            }

            foreach ((SafeFileHandle end, int number) in Descriptors)
            {
                _ = Libc.ActionsDup(actions, (int)end.DangerousGetHandle(), number);
            }

            if (Folder is not null)
            {
                _ = Libc.ActionsFolder(actions, Folder);
            }

            // What .NET ignores or blocks (SIGPIPE is ignored) must not be inherited: `yes | head` would not end.
            _ = Libc.NoSignals(signals);
            _ = Libc.AttributesMask(attributes, signals);
            for (int signal = 1; signal < 32; signal++)
            {
                _ = Libc.AddSignal(signals, signal);
            }

            _ = Libc.AttributesDefaults(attributes, signals);
            _ = Libc.AttributesFlags(attributes, SetSid | SetSigDef | SetSigMask);
            int error = Libc.Spawn(out id, Program, actions, attributes, arguments, environment);
            GC.KeepAlive(Descriptors);
            return error;
        }
        finally
        {
            _ = Libc.ActionsDestroy(actions);
            _ = Libc.AttributesDestroy(attributes);
            Marshal.FreeHGlobal(actions);
            Marshal.FreeHGlobal(attributes);
            Marshal.FreeHGlobal(signals);
            Array.ForEach(arguments, Marshal.FreeCoTaskMem);
            Array.ForEach(environment, Marshal.FreeCoTaskMem);
        }
    }

    private static nint[] Texts(IEnumerable<string> texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];
}
