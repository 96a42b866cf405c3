using Taskue.Store;

namespace Taskue;

/// <summary>What one call of the shipper carries, and whose it is.</summary>
internal sealed class LogRound
{
    private readonly List<LogChunk> chunks = [];

    /// <summary>The attempts that have their turn in it, also those that had nothing left to ship.</summary>
    public List<TaskLog> Logs { get; } = [];

    public List<LogAppend> Appends { get; } = [];

    /// <summary>Whose each append is.</summary>
    public List<TaskLog> Owners { get; } = [];

    public long Bytes { get; private set; }

    public void Add(TaskLog owner, LogChunk chunk, LogAppend append)
    {
        Owners.Add(owner);
        Appends.Add(append);
        chunks.Add(chunk);
        Bytes += chunk.Length;
    }

    public void Clear()
    {
        chunks.ForEach(static chunk => chunk.Free());
        chunks.Clear();
        Logs.Clear();
        Appends.Clear();
        Owners.Clear();
        Bytes = 0;
    }
}
