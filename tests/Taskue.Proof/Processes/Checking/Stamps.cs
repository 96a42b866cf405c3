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
            // A held task goes on waiting from when it was queued.
            long[] row = [.. task.Tries.Where(one => one.Outcome != "held").SelectMany(one => new[] { one.StartedMs, one.EndedMs }), end.QueuedMs, end.StartedMs, end.EndedMs];
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
