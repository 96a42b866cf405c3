using Taskue.Cli.Files;

namespace Taskue.Cli.Demo.Work;

/// <summary>The methods that the demo's runners run. They are allowed because they are the program's own.</summary>
internal static class DemoTasks
{
    /// <summary>How many attempts the flaky task fails before it passes.</summary>
    public const int FlakyFailures = 2;

    private static readonly string CountMethod = TaskSpec.Call(() => CountAsync("", "", CancellationToken.None)).Method;

    /// <summary>Counts one file.</summary>
    public static Task<FileCount> CountAsync(string folder, string name, CancellationToken cancellationToken) =>
        FileCounter.CountAsync(Path.Combine(folder, name), name, cancellationToken);

    /// <summary>Stands for a service that answers at the third try.</summary>
    public static async Task<string> FlakyAsync(TaskContext context, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        return context.Attempt > FlakyFailures
            ? $"passed at attempt {context.Attempt}"
            : throw new IOException($"The service is busy (attempt {context.Attempt}; this is part of the demo).");
    }

    /// <summary>Stands for something that is nice to have.</summary>
    public static Task OptionalAsync() =>
        throw new NotSupportedException("Nothing to spell-check with (this is part of the demo: the task may fail, and its workflow passes).");

    /// <summary>Sums up what the tasks of the first stage gave.</summary>
    public static async Task<DemoTotals> AggregateAsync(TaskContext context, CancellationToken cancellationToken)
    {
        List<FileCount> counts = await CountsAsync(context, cancellationToken);
        return new DemoTotals(Sums.Of(counts), [.. counts
            .GroupBy(count => Path.GetExtension(count.Path), StringComparer.Ordinal)
            .Select(group => new ExtensionSums(group.Key, Sums.Of(group)))
            .OrderByDescending(one => one.Sums.Bytes).ThenBy(one => one.Extension, StringComparer.Ordinal)]);
    }

    /// <summary>Writes the report from what the earlier stages gave.</summary>
    /// <returns>How many files it lists.</returns>
    public static async Task<int> WriteReportAsync(string file, string folder, TaskContext context, CancellationToken cancellationToken)
    {
        List<FileCount> counts = await CountsAsync(context, cancellationToken);
        DemoTotals? totals = null;
        await foreach (TaskInfo task in context.FinishedTasksAsync(context.Stage - 1, cancellationToken))
        {
            totals ??= task.GetResult<DemoTotals>();
        }

        string text = ReportText.For(file, folder, totals!, counts);
        WholeFile.Write(file, text, ownerOnly: false);
        return counts.Count;
    }

    /// <summary>Runs only if a task of an earlier stage failed that may not.</summary>
    public static Task CleanUpAsync() => Task.CompletedTask;

    private static async Task<List<FileCount>> CountsAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var counts = new List<FileCount>();
        await foreach (TaskInfo task in context.FinishedTasksAsync(stage: 0, cancellationToken))
        {
            if (task.State == TaskState.Passed && string.Equals(task.Method, CountMethod, StringComparison.Ordinal))
            {
                counts.Add(task.GetResult<FileCount>());
            }
        }

        return counts;
    }
}
