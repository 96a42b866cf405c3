using System.Buffers.Binary;

namespace Taskue.Bench;

/// <summary>What bodies of any system append to: 16 bytes a task, so that completion is seen from outside by the file's length.</summary>
internal sealed class RecordFile : IDisposable
{
    private const int Size = 16;

    /// <param name="Nanoseconds">The machine's monotonic clock, which all processes share.</param>
    /// <param name="Number">The task's first argument.</param>
    /// <param name="ProcessId">Who ran it.</param>
    public readonly record struct Record(long Nanoseconds, int Number, int ProcessId);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"taskue-bench-{Guid.NewGuid():N}");

    public int Count
    {
        get
        {
            var file = new FileInfo(Path);
            return file.Exists ? (int)(file.Length / Size) : 0;
        }
    }

    /// <summary>All records so far, the earliest first.</summary>
    public Record[] Read()
    {
        if (!File.Exists(Path))
        {
            return [];
        }

        ReadOnlySpan<byte> bytes = File.ReadAllBytes(Path);
        var records = new Record[bytes.Length / Size];
        for (int i = 0; i < records.Length; i++)
        {
            ReadOnlySpan<byte> one = bytes.Slice(i * Size, Size);
            records[i] = new Record(
                BinaryPrimitives.ReadInt64LittleEndian(one), BinaryPrimitives.ReadInt32LittleEndian(one[8..]), BinaryPrimitives.ReadInt32LittleEndian(one[12..]));
        }

        Array.Sort(records, static (a, b) => a.Nanoseconds.CompareTo(b.Nanoseconds));
        return records;
    }

    public void Dispose() => File.Delete(Path);
}
