namespace Taskue.Proof.Processes;

/// <summary>Times are the server's and in order, whatever clocks runners have.</summary>
internal static class Stamps
{
    private static readonly long MostMs = (long)TimeSpan.FromMinutes(30).TotalMilliseconds;

    public static IEnumerable<string> Broken(Evidence evidence)
    {
        long last = evidence.Tasks.Values.SelectMany(task => task.Bodies).Select(body => body.AtMs).DefaultIfEmpty(0).Max();
        foreach (TaskCase task in evidence.Tasks.Values.Where(task => task.End is { StartedMs: > 0 }))
        {
            StoredEnd end = task.End!;
            // What was held keeps the time at which it came into its queue.
            long queued = task.Tries is [.., { Outcome: "held" } held] ? held.EndedMs : end.QueuedMs;
            long[] row = [.. task.Tries.SelectMany(one => new[] { one.StartedMs, one.EndedMs }), queued, end.StartedMs, end.EndedMs];
            if (!row.SequenceEqual(row.Order()))
            {
                yield return $"the times of {task} are not in order: {string.Join(", ", row)}";
            }

            if (last > 0 && Math.Abs(end.EndedMs - last) > MostMs)
            {
                yield return $"{task} ended at {end.EndedMs}, and the round at about {last}";
            }
        }
    }
}
