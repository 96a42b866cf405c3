using Taskue.ProcessHost;

namespace Taskue.Proof.Processes;

/// <summary>The log of the accepted start is complete, in order, each line once. Where the server was full, what is missing is told.</summary>
internal static class LogsComplete
{
    public static IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (TaskCase task in evidence.Tasks.Values.Where(task => task.Job.Lines > 0 && task.End is { Letter: 'p' or 'f' } && !RunnerSlot.IsReleased(task.End.Runner)))
        {
            string[] written = [.. Enumerable.Range(1, task.Job.Lines).Select(number => Job.Line(number, task.Job.Lines))];
            StoredLog log = StoredLog.Read(evidence.Raw, task.Id, task.End!.Starts) ?? new StoredLog([], 0);
            if (written.SequenceEqual(log.Lines))
            {
                continue;
            }

            if (!evidence.LogsMayBeCut || log.Written < written.Length || !log.Lines.SequenceEqual(written.Where(log.Lines.ToHashSet(StringComparer.Ordinal).Contains)))
            {
                yield return $"start {task.End.Starts} of {task} wrote {written.Length} lines, and {log.Lines.Count} are kept, of {log.Written} that were told: {string.Join(" / ", log.Lines.Take(5))}";
            }
        }
    }
}
