using Taskue.Cli.Output;

namespace Taskue.Cli.Demo.Views;

/// <summary>One line a task that has ended and a stage that has moved: for files, pipes and logs.</summary>
internal sealed class PlainView(TextWriter output) : IDemoView
{
    private readonly HashSet<string> shown = new(StringComparer.Ordinal);
    private readonly Dictionary<int, StageState> stages = [];

    public void Begin(DemoFiles files, int runners)
    {
        output.WriteLine($"demo: a server in memory and {Words.Of(runners, "runner")} count {Words.Of(files.Names.Count, "file")} of {Look.Safe(files.Folder)}");
        if (files.Cut)
        {
            output.WriteLine($"There are more than {Words.Of(DemoFiles.Limit)} files; the demo takes the first {Words.Of(DemoFiles.Limit)}.");
        }
    }

    public Task<DemoEnd> ShowAsync(Func<Action<DemoSnapshot>, Task<DemoEnd>> run) => run(Show);

    public void End(DemoEnd end)
    {
        foreach (string line in DemoWords.Ending(end))
        {
            output.WriteLine(Look.Safe(line));
        }
    }

    private void Show(DemoSnapshot snapshot)
    {
        foreach (StageInfo stage in snapshot.Workflow.Stages)
        {
            string name = DemoWorkflow.StageNames[stage.Index];
            bool over = stage.DoneAt is not null;
            if (stage.State != StageState.Pending && stages.TryAdd(stage.Index, StageState.Running))
            {
                output.WriteLine($"{"running",-8}stage {name}  {Words.Of(stage.TaskCount, "task")}");
            }

            foreach (TaskInfo task in stage.Tasks.Where(task => task.State.IsFinal() && !shown.Contains(task.Id)).OrderBy(task => task.EndedAt))
            {
                shown.Add(task.Id);
                output.WriteLine(Look.Safe(Line(task)));
            }

            if (over && stages[stage.Index] == StageState.Running)
            {
                stages[stage.Index] = stage.State;
                string took = stage.Ran is { } ran ? $"  {Words.Of(ran)}" : "";
                output.WriteLine($"{Words.Of(stage.State),-8}stage {name}{took}");
            }
        }
    }

    private static string Line(TaskInfo task)
    {
        string took = DemoWords.Ran(task) is { } ran ? $"  {Words.Of(ran)}" : "";
        string where = task.RunnerName is null ? "" : $"  {task.RunnerName}";
        string attempts = task.Attempts > 1 ? $"  attempt {task.Attempts} of {task.Retries + 1}" : "";
        string allowed = task.State.IsFailure() && task.AllowFailure ? "  (allowed)" : "";
        string error = task.State.IsFailure() && task.Error is not null ? $"  {task.Error.Message}" : "";
        return $"{Words.Of(task.State),-8}{task.Title}{took}{where}{attempts}{allowed}{error}";
    }
}
