using Spectre.Console;
using Spectre.Console.Rendering;
using Taskue.Cli.Output;

namespace Taskue.Cli.Demo.Views;

/// <summary>The workflow as a picture that moves, on a terminal.</summary>
internal sealed class LiveView(IAnsiConsole console) : IDemoView
{
    private readonly LivePicture picture = new(console.Profile.Width, console.Profile.Capabilities.Unicode);

    public void Begin(DemoFiles files, int runners)
    {
        console.MarkupLineInterpolated($"[bold]Taskue demo[/]: a server in memory and {Words.Of(runners, "runner")} count {Words.Of(files.Names.Count, "file")} of {Look.Safe(files.Folder)}");
        if (files.Cut)
        {
            console.MarkupLineInterpolated($"[yellow]There are more than {Words.Of(DemoFiles.Limit)} files; the demo takes the first {Words.Of(DemoFiles.Limit)}.[/]");
        }
    }

    public Task<DemoEnd> ShowAsync(Func<Action<DemoSnapshot>, Task<DemoEnd>> run) =>
        console.Live(new Text("starting…")).Overflow(VerticalOverflow.Crop).StartAsync(context =>
        {
            context.Refresh();
            return run(snapshot =>
            {
                context.UpdateTarget(picture.Of(snapshot));
                context.Refresh();
            });
        });

    public void End(DemoEnd end)
    {
        console.WriteLine();
        foreach (string line in DemoWords.Ending(end))
        {
            console.WriteLine(Look.Safe(line));
        }
    }
}

/// <summary>Draws a snapshot: a block a stage with its tasks folded to counts, but for those that run or failed; then the runners.</summary>
internal sealed class LivePicture(int width, bool unicode)
{
    private const int Bar = 24, TasksShown = 4;

    public IRenderable Of(DemoSnapshot snapshot)
    {
        var lines = new List<IRenderable> { Text.Empty };
        foreach (StageInfo stage in snapshot.Workflow.Stages)
        {
            lines.Add(StageLine(stage));
            TaskInfo[] open = [.. stage.Tasks.Where(Unfolded).OrderByDescending(task => task.State == TaskState.Running).Take(TasksShown)];
            lines.AddRange(open.Select(TaskLine));
        }

        lines.Add(Text.Empty);
        lines.AddRange(snapshot.Runners.OrderBy(runner => runner.Name, StringComparer.Ordinal).Select(runner => RunnerLine(runner, snapshot.Workflow)));
        lines.Add(new Markup($"  {State(Words.Of(snapshot.Workflow.State), false)} in {Words.Of(snapshot.Elapsed)}"));
        return new Rows(lines);
    }

    private static bool Unfolded(TaskInfo task) => task.State == TaskState.Running || task.State.IsFailure() || task.EarlierAttempts.Count > 0 || task.Attempts > 1;

    private static bool Allowed(TaskInfo task) => task.State.IsFailure() && task.AllowFailure;

    private Markup StageLine(StageInfo stage)
    {
        int over = stage.Tasks.Count(task => task.State.IsFinal());
        int filled = stage.TaskCount == 0 ? 0 : Bar * over / stage.TaskCount;
        string bar = $"[green]{new string(unicode ? '━' : '#', filled)}[/][grey]{new string(unicode ? '─' : '-', Bar - filled)}[/]";
        string counts = string.Join(", ", stage.Tasks.GroupBy(task => (task.State, Allowed: Allowed(task))).OrderBy(group => group.Key)
            .Select(group => $"{Words.Of((long)group.Count())} {Words.Of(group.Key.State)}{(group.Key.Allowed ? " (allowed)" : "")}"));
        string took = stage.Ran is { } time ? Words.Of(time) : "";
        return new Markup($"  {State(Words.Of(stage.State), false)} [bold]{DemoWorkflow.StageNames[stage.Index],-10}[/] {bar} {took,8}  [grey]{counts}[/]");
    }

    private Markup TaskLine(TaskInfo task)
    {
        string tail = (DemoWords.Ran(task) is { } ran ? $"  {Words.Of(ran)}" : "") + (task.RunnerName is null ? "" : $"  {task.RunnerName}")
            + (task.Attempts > 1 ? $"  attempt {task.Attempts} of {task.Retries + 1}" : "")
            + (Allowed(task) ? "  allowed" : "");
        int room = Math.Max(8, width - 20 - tail.Length);
        string title = Look.Safe(task.Title.Length <= room ? task.Title : "…" + task.Title[^(room - 1)..]);
        return new Markup($"      {State(Words.Of(task.State), task.AllowFailure)} {title.EscapeMarkup()}[grey]{tail.EscapeMarkup()}[/]");
    }

    private Markup RunnerLine(RunnerInfo runner, WorkflowInfo workflow)
    {
        int ended = workflow.Stages.Sum(stage => stage.Tasks.Count(task => task.State.IsFinal() && task.RunnerName == runner.Name));
        return new Markup($"  {State(Words.Of(runner.State), false)} [bold]{runner.Name.EscapeMarkup(),-10}[/] [grey]{Words.Of(ended, "task")}, process {runner.ProcessId}[/]");
    }

    /// <summary>A state as icon, word and colour. Red is for what needs a person: a failure that is allowed does not.</summary>
    private string State(string word, bool allowed)
    {
        (string colour, char icon, char plain) = word switch
        {
            "passed" => ("green", '✓', '+'),
            "running" or "busy" => ("blue", '●', '*'),
            "skipped" => ("grey", '»', '>'),
            "failed" or "errored" or "timedout" or "terminated" when allowed => ("yellow", '!', '!'),
            "failed" or "errored" or "timedout" or "terminated" or "dead" => ("red", '✗', 'x'),
            _ => ("grey", '○', 'o'),
        };
        return $"[{colour}]{(unicode ? icon : plain)} {word,-8}[/]";
    }
}
