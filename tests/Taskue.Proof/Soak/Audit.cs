using System.Globalization;
using Taskue.ProcessHost;

namespace Taskue.Proof.Soak;

/// <summary>Looks after everything that was acknowledged until it has ended as it must, a few times a second: long before retention takes it away.</summary>
internal sealed class Audit(Ledger ledger, TimeSpan retention)
{
    private const int Batch = 500;

    /// <summary>Of so many tasks that log, the log of one is read.</summary>
    private const int LogsReadOf = 16;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private int talked;

    /// <summary>Logs that were read whole and compared.</summary>
    public int LogsRead { get; private set; }

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Pause);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await RunOnceAsync(stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // Everything was seen to its end, or nobody wants to know any more.
        }
    }

    internal async Task RunOnceAsync(CancellationToken stopping)
    {
        foreach (Ledger.Expectation[] some in ledger.TakeExpected().GroupBy(one => one.Kind is FlowKind).SelectMany(group => group.Chunk(Batch)))
        {
            await (some[0].Kind is FlowKind ? LookAtFlowsAsync(some, stopping) : LookAtTasksAsync(some, stopping));
        }
    }

    private async Task LookAtTasksAsync(Ledger.Expectation[] some, CancellationToken stopping)
    {
        IReadOnlyList<TaskInfo> found = await ledger.Client.Store.GetAsync([.. some.Select(one => one.Id)], full: true, stopping);
        Dictionary<string, TaskInfo> there = found.ToDictionary(task => task.Id, StringComparer.Ordinal);
        foreach (Ledger.Expectation one in some)
        {
            var kind = (TaskKind)one.Kind;
            if (!there.TryGetValue(one.Id, out TaskInfo? task))
            {
                ledger.Missing(one, retention);
            }
            else if (!task.State.IsFinal())
            {
                ledger.PutBack(one);
            }
            else
            {
                if (kind.Stamped && task.ResultJson is { } begun)
                {
                    ledger.Start.Record(System.Diagnostics.Stopwatch.GetElapsedTime(one.Meant, long.Parse(begun, CultureInfo.InvariantCulture)));
                }

                bool well = ledger.Check(kind.FaultOf(task));
                if (kind.Lines > 0 && talked++ % LogsReadOf == 0)
                {
                    well &= ledger.Check(await LogFaultAsync(kind, one.Id, stopping));
                }

                ledger.Settle(one, well);
            }
        }
    }

    private async Task LookAtFlowsAsync(Ledger.Expectation[] some, CancellationToken stopping)
    {
        WorkflowInfo?[] found = await Task.WhenAll(some.Select(one => ledger.Client.Store.GetFlowAsync(one.Id, stopping)));
        for (int i = 0; i < some.Length; i++)
        {
            if (found[i] is not { } flow)
            {
                ledger.Missing(some[i], retention);
            }
            else if (flow.DoneAt is null)
            {
                ledger.PutBack(some[i]);
            }
            else
            {
                ledger.Settle(some[i], ledger.Check(((FlowKind)some[i].Kind).FaultOf(flow)));
            }
        }
    }

    private async Task<string?> LogFaultAsync(TaskKind kind, string id, CancellationToken stopping)
    {
        LogsRead++;
        string[] lines = [.. (await ledger.Client.GetLogAsync(id, cancellationToken: stopping)).Entries.Select(entry => entry.Text)];
        string[] wanted = [.. Enumerable.Range(0, kind.Lines).Select(number => $"{number} {SoakTasks.Line}")];
        return lines.SequenceEqual(wanted) ? null : $"{kind.Name} {id} has ended, and its log is [{string.Join(", ", lines)}]";
    }
}
