using System.Globalization;
using System.Runtime.InteropServices;

namespace Taskue;

/// <summary>How a process ended: with a code of its own, or by a signal.</summary>
internal readonly record struct ProcessExit(int Code, int Signal)
{
    private const int P_PID = 1, WEXITED = 4, WNOWAIT = 0x01000000;
    private const int CLD_EXITED = 1;

    /// <summary>One number for both, as a shell gives it.</summary>
    public int ShellCode => Signal == 0 ? Code : 128 + Signal;

    /// <summary>Blocks until a child of this process has ended, and leaves it to be reaped.</summary>
    public static ProcessExit Observe(int id)
    {
        while (true)
        {
            var info = new byte[128];
            if (WaitId(P_PID, id, info, WEXITED | WNOWAIT) == 0)
            {
                int how = BitConverter.ToInt32(info, 8), status = BitConverter.ToInt32(info, IntPtr.Size == 8 ? 24 : 20);
                return how == CLD_EXITED ? new ProcessExit(status, 0) : new ProcessExit(0, status);
            }

            if (Marshal.GetLastPInvokeError() != Libc.EINTR)
            {
                return new ProcessExit(-1, 0); // reaped by someone else: this process ignores the ends of its children
            }
        }
    }

    public static void Reap(int id)
    {
        while (Libc.Wait(id, out _, 0) < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR)
        {
        }
    }

    public override string ToString() => Signal != 0
        ? string.Create(CultureInfo.InvariantCulture, $"was ended by signal {Signal}{NameOf(Signal)}")
        : Code >= 0 ? string.Create(CultureInfo.InvariantCulture, $"exited with code {Code}") : "ended";

    private static string NameOf(int signal) => signal switch
    {
        4 => " (SIGILL)",
        6 => " (SIGABRT: the runtime gave up, as at a stack overflow or FailFast)",
        7 => " (SIGBUS)",
        8 => " (SIGFPE)",
        9 => " (SIGKILL: from outside, or for want of memory)",
        11 => " (SIGSEGV)",
        15 => " (SIGTERM)",
        24 => " (SIGXCPU: its processor time is used up)",
        _ => "",
    };

    [DllImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static extern int WaitId(int kind, int id, [Out] byte[] info, int options);
}
