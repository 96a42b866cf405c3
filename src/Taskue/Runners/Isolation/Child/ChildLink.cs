using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Taskue.Store;

namespace Taskue;

/// <summary>What a child says to its runner: each frame at once and in one write, so that nothing is lost if it dies of the next instruction.</summary>
internal sealed class ChildLink(SafeFileHandle end) : IFlowReader, IDisposable
{
    private readonly Lock gate = new();
    private readonly FrameWriter writer = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource<byte[]>> questions = new();
    private long asked;

    public void Ready(string? fault, string announcement)
    {
        lock (gate)
        {
            Send_NeedsLock(writer.Begin(FrameKind.Ready).Text(fault).Text(announcement));
        }
    }

    public void Outcome(long run, FinishedStart start)
    {
        lock (gate)
        {
            Send_NeedsLock(writer.Begin(FrameKind.Outcome).Number(run).Byte((byte)start.Ending).Text(start.Reason).Bytes(start.Tail).Bytes(start.LargeResult.Span));
        }
    }

    /// <summary>An exception of a type was thrown in a run, and whether it is its outcome.</summary>
    public void Threw(long run, string type, bool isOutcome)
    {
        lock (gate)
        {
            Send_NeedsLock(writer.Begin(FrameKind.Threw).Number(run).Text(type).Byte(isOutcome ? (byte)1 : (byte)0));
        }
    }

    /// <summary>A line or message of a run.</summary>
    /// <param name="run">The run that it belongs to.</param>
    /// <param name="level">How grave it is.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="category">A logger's category; none for the task's own logger.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="text">The line or message.</param>
    public void Log(long run, LogLevel level, LogSource source, string? category, int id, string text)
    {
        lock (gate)
        {
            Send_NeedsLock(writer.Begin(FrameKind.Log).Number(run).Byte((byte)level).Byte((byte)source).Text(category).Number(id).Text(text));
        }
    }

    /// <summary>What must not be read in what the run writes from now on.</summary>
    public void Secret(long run, string secret)
    {
        lock (gate)
        {
            Send_NeedsLock(writer.Begin(FrameKind.Secret).Number(run).Text(secret));
        }
    }

    public async Task<WorkflowInfo?> GetFlowAsync(string id, CancellationToken cancellationToken = default) =>
        FlowJson.Read<WorkflowInfo>(await AskAsync(id, 0, -1, cancellationToken).ConfigureAwait(false));

    public async Task<IReadOnlyList<TaskInfo>> GetFlowTasksAsync(string id, int stage, int row, bool full, CancellationToken cancellationToken = default) =>
        FlowJson.Read<List<TaskInfo>>(await AskAsync(id, stage, row, cancellationToken).ConfigureAwait(false)) ?? [];

    /// <summary>Takes in the answer to a question.</summary>
    public void Answered(ref FrameReader answer)
    {
        if (!questions.TryRemove(answer.Number(), out TaskCompletionSource<byte[]>? question))
        {
            return;
        }

        if (answer.TextOrNull() is { } code)
        {
            question.TrySetException(code.Length > 0 ? new StoreException(code, answer.Text()) : new InvalidOperationException(answer.Text()));
        }
        else
        {
            question.TrySetResult(answer.Bytes().ToArray());
        }
    }

    public void Dispose() => end.Dispose();

    private async Task<byte[]> AskAsync(string flow, int stage, int row, CancellationToken cancellationToken)
    {
        long number = Interlocked.Increment(ref asked);
        var question = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        questions[number] = question;
        lock (gate)
        {
            Send_NeedsLock(writer.Begin(FrameKind.Query).Number(number).Text(flow).Number(stage).Number(row));
        }

        try
        {
            return await question.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            questions.TryRemove(number, out _);
        }
    }

    private void Send_NeedsLock(FrameWriter frame)
    {
        if (!Pipe.TryWrite(end, frame.End()))
        {
            ChildHost.Orphaned();
        }
    }
}
