using Taskue.Cli.Commands.Queues;
using Taskue.Cli.Commands.Runners;
using Taskue.Cli.Output;

namespace Taskue.Cli.Commands.Status;

/// <summary>One screen: the answers, what is to be mended, queues, runners, last failures.</summary>
internal static class StatusSheet
{
    private const int MostRows = 8;

    private static readonly Column<QueueInfo>[] QueueColumns = [.. QueueForm.Form.Columns.Where(column => !column.IsWide)];

    private static readonly Column<TaskInfo>[] FailureColumns =
    [
        new("id", static (task, _) => task.Id),
        new("state", static (task, _) => Look.State(task)),
        new("ended", static (task, look) => look.Time(task.EndedAt)),
        new("queue", static (task, _) => task.Queue) { Gives = true },
        new("title", static (task, _) => task.Title) { Gives = true },
        new("error", static (task, _) => task.Error?.Message.Split('\n')[0]) { Gives = true },
    ];

    public static IReadOnlyList<string> Lines(NamespaceStatus status, string place, Look look)
    {
        using var text = new StringWriter { NewLine = "\n" };
        Write(status, place, new Sheet(text, look));
        return text.ToString().TrimEnd('\n').Split('\n');
    }

    public static void Write(NamespaceStatus status, string place, Sheet sheet)
    {
        Look look = sheet.Look;
        TaskCounts tasks = status.Overview.Tasks;
        WorkflowCounts flows = status.Overview.Workflows;
        sheet.Add("Namespace", place)
            .Add("Stuck?", Answer(status, ProblemKind.Stuck))
            .Add("Failing?", Answer(status, ProblemKind.Failing))
            .Add("Behind?", Answer(status, ProblemKind.Behind))
            .Add("Tasks", Counts([("running", tasks.Running), ("pending", tasks.Pending), ("created", tasks.Created), ("passed", tasks.Passed), ("failed", tasks.Failed),
                ("errored", tasks.Errored), ("timedout", tasks.TimedOut), ("terminated", tasks.Terminated), ("skipped", tasks.Skipped)]))
            .Add("Workflows", Counts([("running", flows.Running), ("pending", flows.Pending), ("passed", flows.Passed), ("failed", flows.Failed)]))
            .Add("Slots", Slots(status));
        if (status.Problems.Count > 0)
        {
            sheet.Heading("Problems");
            foreach (Problem problem in status.Problems.Take(MostRows))
            {
                foreach (string line in look.Wrapped([problem.Text], "  "))
                {
                    sheet.Line(line, ToneOf(problem.Kind));
                }

                foreach (string line in look.Wrapped([problem.Remedy], "    "))
                {
                    sheet.Line(line, Tone.Strong);
                }
            }
        }

        Rows(sheet, "Queues", QueueColumns, [.. status.Queues.Where(queue => queue.Pending + (queue.Running ?? 0) + queue.Runners.Count > 0).OrderByDescending(queue => queue.Pending)]);
        Rows(sheet, "Runners", [.. RunnerForm.Form.Columns.Where(column => !column.IsWide)], status.Runners);
        Rows(sheet, "Last failures", FailureColumns, [.. status.LastFailures.Take(5)], more: false);
        sheet.End();
    }

    private static Tone ToneOf(ProblemKind kind) => kind == ProblemKind.Behind ? Tone.Warning : Tone.Bad;

    private static Cell Answer(NamespaceStatus status, ProblemKind kind)
    {
        Problem[] problems = [.. status.Problems.Where(problem => problem.Kind == kind)];
        string more = problems.Length > 1 ? $", and {problems.Length - 1} more" : "";
        return problems.Length == 0 ? new("no", Tone.Good) : new($"yes: {problems[0].Text}{more}", ToneOf(kind));
    }

    private static string Counts(IEnumerable<(string Name, long Count)> counts)
    {
        string[] some = [.. counts.Where(one => one.Count > 0).Select(one => $"{Words.Of(one.Count)} {one.Name}")];
        return some.Length == 0 ? "none" : string.Join(", ", some);
    }

    private static string Slots(NamespaceStatus status)
    {
        RunnerInfo[] living = [.. status.Runners.Where(runner => runner.IsAlive)];
        int commands = living.Count(runner => runner.Capabilities.Contains("shell", StringComparer.Ordinal));
        string shell = commands == 0 ? "" : $", {commands} of them for commands, too";
        long used = living.Sum(runner => (long)runner.Running), all = living.Sum(runner => (long)runner.Concurrency);
        return living.Length == 0 ? "no runner lives" : $"{Words.Of(used)} of {Words.Of(all)} used by {Words.Of(living.Length, "runner")}{shell}";
    }

    private static void Rows<T>(Sheet sheet, string heading, IReadOnlyList<Column<T>> columns, IReadOnlyList<T> items, bool more = true)
    {
        if (items.Count > 0)
        {
            sheet.Heading(more && items.Count > MostRows ? $"{heading} ({MostRows} of {items.Count})" : heading).Rows(columns, [.. items.Take(MostRows)]);
        }
    }
}
