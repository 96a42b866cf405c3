using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Taskue;

/// <summary>A pipe of the kernel. No process that is started by whomever inherits its ends, but for those that are given to it.</summary>
internal sealed class Pipe : IDisposable
{
    private const int O_CLOEXEC = 0x80000, O_NONBLOCK = 0x800;
    private const nuint FIONREAD = 0x541B;
    private const int F_GETFL = 3, F_SETFL = 4, F_DUPFD_CLOEXEC = 1030;

    // A started process has its ends at the low numbers, and giving them must not close another one on the way.
    private const int Lowest = 32;

    public Pipe(bool readWithoutWaiting = false)
    {
        var ends = new int[2];
        if (Libc.Pipe(ends, O_CLOEXEC) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        Reading = new SafeFileHandle(Raise(ends[0]), ownsHandle: true);
        Writing = new SafeFileHandle(Raise(ends[1]), ownsHandle: true);
        if (readWithoutWaiting)
        {
            int end = (int)Reading.DangerousGetHandle();
            _ = Libc.Control(end, F_SETFL, Libc.Control(end, F_GETFL, 0) | O_NONBLOCK);
        }
    }

    public SafeFileHandle Reading { get; }

    public SafeFileHandle Writing { get; }

    /// <summary>Writes all, waiting for room. False if nobody reads any more.</summary>
    public static bool TryWrite(SafeFileHandle end, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            nint written = Libc.Write(end, ref MemoryMarshal.GetReference(bytes), bytes.Length);
            if (written < 0)
            {
                if (Marshal.GetLastPInvokeError() == Libc.EINTR)
                {
                    continue;
                }

                return false;
            }

            bytes = bytes[(int)written..];
        }

        return true;
    }

    /// <summary>Reads what is there. 0 at the end, -1 where nothing is there and the end does not wait.</summary>
    public static int Read(SafeFileHandle end, Span<byte> buffer)
    {
        while (true)
        {
            nint read = Libc.Read(end, ref MemoryMarshal.GetReference(buffer), buffer.Length);
            if (read >= 0)
            {
                return (int)read;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error != Libc.EINTR)
            {
                return error == Libc.EAGAIN ? -1 : 0;
            }
        }
    }

    /// <summary>How many bytes nobody has read yet; either end may ask.</summary>
    public static int Unread(SafeFileHandle end) => Libc.Ask(end, FIONREAD, out int bytes) == 0 ? bytes : 0;

    public void Dispose()
    {
        Reading.Dispose();
        Writing.Dispose();
    }

    private static int Raise(int low)
    {
        if (low >= Lowest)
        {
            return low;
        }

        int high = Libc.Control(low, F_DUPFD_CLOEXEC, Lowest);
        int error = Marshal.GetLastPInvokeError();
        _ = Libc.Close(low);
        return high >= 0 ? high : throw new Win32Exception(error);
    }
}
