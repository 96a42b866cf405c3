namespace Taskue.Proof.Processes;

/// <summary>Each start has a number of its own: no two bodies began under one, and none under a number that the store has not given.</summary>
internal static class StartNumbers
{
    public static IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (TaskCase task in evidence.Tasks.Values)
        {
            foreach (var twice in task.Begun.GroupBy(body => body.Starts).Where(same => same.Count() > 1))
            {
                yield return $"start {twice.Key} of {task} began {twice.Count()} times, in processes {string.Join(", ", twice.Select(body => body.ProcessId))}";
            }

            if (task.Begun.Select(body => body.Starts).DefaultIfEmpty(0).Max() is var last && last > (task.End?.Starts ?? 0))
            {
                yield return $"{task} began start {last}, and the store knows of {task.End?.Starts ?? 0}";
            }
        }
    }
}
