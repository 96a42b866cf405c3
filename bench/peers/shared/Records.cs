using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Taskue.Bench.Peers;

/// <summary>
/// What a body leaves behind: 16 bytes in one write, appended to a file that the process keeps open.
/// The time of the machine's monotonic clock in nanoseconds (8 bytes), the task's number (4) and the process (4), little-endian.
/// </summary>
internal static partial class Records
{
    // O_WRONLY | O_CREAT | O_APPEND: FileStream's own appending seeks first, and two processes would write over each other.
    private const int AppendFlags = 0x1 | 0x40 | 0x400;

    private static readonly int File = Open(Environment.GetEnvironmentVariable("BENCH_FILE") ?? throw new InvalidOperationException("BENCH_FILE is not set"),
        AppendFlags, 0x1A4);

    public static void Append(int number)
    {
        Span<byte> record = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(record, System.Diagnostics.Stopwatch.GetTimestamp());
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], number);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], Environment.ProcessId);
        if (Write(File, in MemoryMarshal.GetReference(record), (nuint)record.Length) != record.Length)
        {
            throw new IOException("The record was not written");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int file, in byte data, nuint length);
}
