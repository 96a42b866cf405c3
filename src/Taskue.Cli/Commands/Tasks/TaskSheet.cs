using System.Globalization;
using System.Text.Json;
using Taskue.Cli.Output;

namespace Taskue.Cli.Commands.Tasks;

/// <summary>Everything of one task that someone on call wants to see.</summary>
internal static class TaskSheet
{
    private static readonly Column<TaskAttempt>[] Attempts =
    [
        new("start", static (attempt, _) => attempt.Starts.ToString(CultureInfo.InvariantCulture)) { IsRight = true },
        new("outcome", static (attempt, _) => new Cell(attempt.Outcome, attempt.Outcome is "handed_back" or "held" ? Tone.Quiet : Tone.Bad)),
        new("runner", static (attempt, _) => attempt.RunnerName),
        new("started", static (attempt, look) => look.Time(attempt.StartedAt)),
        new("ran", static (attempt, _) => Look.Duration(attempt.EndedAt - attempt.StartedAt)) { IsRight = true },
        new("error", static (attempt, _) => attempt.Error?.Message) { Gives = true },
    ];

    public static void Write(TaskInfo task, Sheet sheet)
    {
        Look look = sheet.Look;
        sheet.Add("Task", new(task.Id, Tone.Strong))
            .Add("Title", task.Title)
            .Add("State", Look.State(task) is var state && task.Reason is null ? state : state with { Text = $"{state.Text} ({task.Reason})" })
            .Add("Queue", task.Queue)
            .Add("Workflow", task.WorkflowId is null ? "" : $"{task.WorkflowId} stage {task.Stage}")
            .Add("Runner", task.RunnerName)
            .Add("Attempt", Attempt(task))
            .Add("Deaths", task.RunnerDeaths == 0 ? "" : $"{Words.Of(task.RunnerDeaths, "runner")} died with it")
            .Add("Timeout", task.Timeout is { } timeout ? timeout == Timeout.InfiniteTimeSpan ? "none" : Words.Of(timeout) : "the runner's")
            .Add("Options", string.Join(", ", Options(task)))
            .Add("Created", look.FullTime(task.CreatedAt))
            .Add("Queued", look.FullTime(task.QueuedAt))
            .Add("Started", With(look.FullTime(task.StartedAt), task.QueuedAt is { } queued && task.StartedAt is { } started && started >= queued ? $"waited {Words.Of(started - queued)}" : null))
            .Add("Ended", With(look.FullTime(task.EndedAt), task.ExecutedAt is not null && TaskForm.Ran(task, look) is { } ran ? $"ran {Words.Of(ran)}" : null))
            .Add("Call", task.Method);
        if (task.ArgumentsJson is { } arguments)
        {
            sheet.Text("Arguments", Indented(arguments));
        }

        if (task.ResultJson is { } result)
        {
            sheet.Text("Result", Indented(result));
        }

        if (task.Error is { } error)
        {
            sheet.Text("Error", $"{error.Type}: {error.Message}", task.AllowFailure ? Tone.Warning : Tone.Bad);
            if (error.Detail is { } detail)
            {
                sheet.Text("Detail", detail);
            }
        }

        if (task.EarlierAttempts.Count > 0)
        {
            sheet.Heading("Earlier starts").Rows(Attempts, task.EarlierAttempts);
        }
    }

    /// <summary>Which attempt; starts that charged none (deaths of runners, hand-backs) are counted besides. A runner that cannot run the task starts nothing.</summary>
    private static string Attempt(TaskInfo task)
    {
        long begun = task.Starts - task.EarlierAttempts.Count(attempt => attempt.Outcome == "held");
        string starts = begun > task.Attempts ? $"started {(begun == 1 ? "once" : $"{begun} times")}" : "";
        return task.Attempts > 0 ? $"{task.Attempts} of {task.Retries + 1}{(starts.Length > 0 ? ", " + starts : "")}"
            : starts.Length > 0 ? $"none counted, {starts}"
            : task.State.IsFinal() ? "" : "none yet";
    }

    private static string With(string time, string? more) => time.Length == 0 || more is null ? time : $"{time}, {more}";

    private static IEnumerable<string> Options(TaskInfo task)
    {
        if (task.AllowFailure)
        {
            yield return "may fail";
        }

        if (!task.AllowRescheduling)
        {
            yield return "ends when its runner dies";
        }

        if (task.When != RunWhen.OnSuccess)
        {
            yield return $"when {Words.Of(task.When)}";
        }
    }

    private static string Indented(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            string line = JsonText.Of(document.RootElement, indented: false);
            return line.Length <= 100 ? line : JsonText.Of(document.RootElement, indented: true);
        }
        catch (JsonException)
        {
            return json;
        }
    }
}
