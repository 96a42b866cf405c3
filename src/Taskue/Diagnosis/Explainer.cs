using System.Globalization;
using Taskue.Store;

namespace Taskue;

/// <summary>Says the first true reason why a task or workflow does not run, of an ordered list.</summary>
internal static class Explainer
{
    public static Explanation NotFound(string id, string ns, DateTimeOffset now)
    {
        DateTimeOffset made = TaskView.Time(TaskIdSource.MillisecondsOf(id));
        bool plausible = made <= now.AddHours(1) && made > now.AddYears(-5);
        return new Explanation
        {
            Id = id, Kind = IdKind.Any, At = now, Code = "not_found",
            Sentence = $"Nothing of this id is stored in namespace '{ns}': it was deleted, its retention has passed, or it was never enqueued there."
                + (plausible ? $" The id was made {Words.Ago(made, now)}." : " Its time is odd for an id: is it mistyped?"),
            Details = [new("namespace", ns), new("id_made_at", Words.Iso(made))],
            NextSteps = [Advice.ListNamespaces, Advice.ListTasks],
        };
    }

    public static Explanation Of(ExplainFacts facts) => facts.Task is { } task ? OfTask(facts, task) : OfWorkflow(facts, null);

    private static Explanation OfTask(ExplainFacts facts, TaskInfo task) => task.State switch
    {
        _ when task.State.IsFinal() => Ended(facts, task),
        TaskState.Running => Running(facts, task),
        TaskState.Created => WaitsForStage(facts, task),
        _ => QueueReasons.Of(facts, task),
    };

    /// <summary>A workflow; <paramref name="first"/> explains the first of its tasks that run, or else of those that wait.</summary>
    public static Explanation OfWorkflow(ExplainFacts facts, Explanation? first)
    {
        if (facts.Workflow is not { } flow)
        {
            return Incomplete(facts);
        }

        var about = new Explanation { Id = facts.Id, Kind = IdKind.Workflow, Title = flow.Title, At = facts.Now, Code = "", Sentence = "" };
        List<ExplanationDetail> details = [new("state", Words.Of(flow.State)), .. StageDetails(flow)];
        if (flow.DoneAt is { } done)
        {
            return about with
            {
                Code = "finished", Details = [.. details, new("ended_at", Words.Iso(done))],
                Sentence = flow.State == WorkflowState.Passed
                    ? $"It passed {Words.Ago(done, facts.Now)}" + (flow.Warnings > 0 ? $", with {Words.Count(flow.Warnings, "failure that was", "failures that were")} allowed." : ".")
                    : $"It failed {Words.Ago(done, facts.Now)}: {Words.Count(flow.Failures, "task", "tasks")} of {Words.Count(flow.Counts.Total)} failed.",
                NextSteps = flow.State == WorkflowState.Passed ? [] : [Advice.ListFailed(facts.Id)],
            };
        }

        if (facts.Has("advancing") && facts.Stage.Count == 0)
        {
            return Moving(about, facts, flow, details);
        }

        string stage = $"{StageOf(flow)}, {Words.Count(flow.Counts.Pending)} left of it";
        TaskInfo[] running = [.. facts.Stage.Where(task => task.State == TaskState.Running)];
        if (running.Length > 0)
        {
            bool stuck = first is { Code: not "running" };
            return about with
            {
                Code = stuck ? first!.Code : "running", Details = details, TaskId = running[0].Id,
                Sentence = $"It runs: {stage}; now {Words.Names(running.Select(task => Shown(task, facts.Now)), running.Length)}."
                    + (stuck ? $" '{running[0].Title}': {first!.Sentence}" : ""),
                NextSteps = stuck ? first!.NextSteps : [Advice.Watch(facts.Id)],
            };
        }

        return about with
        {
            Code = first?.Code ?? "waits_for_stage", TaskId = first?.TaskId,
            Sentence = $"Nothing of it runs now: {stage}" + (facts.Stage is [var next, ..] ? $"; the next is '{next.Title}' ({next.Id})" : "") + "."
                + (first is null ? "" : " " + first.Sentence),
            Details = [.. details, .. first?.Details.Where(detail => detail.Name != "state") ?? []],
            NextSteps = first?.NextSteps ?? [],
        };
    }

    private static Explanation About(ExplainFacts facts, TaskInfo task, string code, string sentence, IEnumerable<ExplanationDetail> details, params string[] next) => new()
    {
        Id = facts.Id, Kind = IdKind.Task, TaskId = task.Id, Title = task.Title, At = facts.Now, Code = code, Sentence = sentence,
        Details = [new("state", Words.Of(task.State)), .. details], NextSteps = next,
    };

    private static Explanation Ended(ExplainFacts facts, TaskInfo task)
    {
        string word = task.State switch
        {
            TaskState.TimedOut => "timed out",
            TaskState.Errored => "could not be run",
            TaskState.Skipped => "was skipped, as its When asks for another outcome of the earlier stages,",
            TaskState.Terminated => "was terminated",
            _ => Words.Of(task.State),
        };
        string attempts = task.Attempts > 1 ? $" in attempt {task.Attempts} of {task.Retries + 1}" : "";
        string where = task.RunnerName is null ? "" : $" on {task.RunnerName}";
        string why = task.Error is { } error ? $" {error.Type}: {FirstLine(error.Message)}" : "";
        List<ExplanationDetail> details = [.. Optional("reason", task.Reason), .. Optional("runner", task.RunnerName), new("attempts", task.Attempts.ToString(CultureInfo.InvariantCulture))];
        if (task.EndedAt is { } ended)
        {
            details.Add(new("ended_at", Words.Iso(ended)));
        }

        string[] next = !task.State.IsFailure() ? []
            : [.. task.Error is { } told && told.Type.StartsWith("TQ", StringComparison.Ordinal) ? (string[])[Advice.Explain(told.Type)] : [],
                .. task.Starts > 0 ? (string[])[Advice.ReadLog(task.Id)] : [],
                Advice.ReadError(task.Id)];
        return About(facts, task, "finished", $"It {word} {Words.Ago(task.EndedAt, facts.Now)}{where}{attempts}.{why}", details, next);
    }

    private static Explanation Running(ExplainFacts facts, TaskInfo task)
    {
        DateTimeOffset? deadline = facts.Stamp("deadline"), expires = facts.Stamp("expires");
        string since = $"It runs on {task.RunnerName} {Words.For(task.StartedAt, facts.Now)}" + (task.Attempts > 1 ? $", in attempt {task.Attempts} of {task.Retries + 1}" : "");
        List<ExplanationDetail> details = [.. Optional("runner", task.RunnerName), new("attempts", task.Attempts.ToString(CultureInfo.InvariantCulture))];
        if (task.StartedAt is { } started)
        {
            details.Add(new("started_at", Words.Iso(started)));
        }

        if (deadline is { } by)
        {
            details.Add(new("deadline", Words.Iso(by)));
        }

        if (facts.Values.GetValueOrDefault("holder") != "1" || expires < facts.Now)
        {
            string silent = expires is null ? "is gone" : $"has not said that it lives since its heartbeat expired {Words.Ago(expires, facts.Now)}";
            return About(facts, task, "runner_silent", $"{since}, but that runner {silent}. Any living runner of the namespace puts the task back within about 15 s.", details,
                Advice.LookAtRunner(task.RunnerName ?? ""), Advice.ListRunners);
        }

        if (deadline < facts.Now)
        {
            return About(facts, task, "overdue", $"{since}, {Words.Length(facts.Now - deadline.Value)} past its deadline. Its runner ends it after its grace; if it does not, another runner does 30 s past the deadline.", details,
                Advice.LookAtRunner(task.RunnerName ?? ""));
        }

        var usual = UsualTime.Read(facts.Values.GetValueOrDefault("usual", ""));
        if (task.StartedAt is { } begun && usual.IsFarOver(facts.Now - begun))
        {
            details.Add(new("usual_median", Words.Seconds(usual.Median)));
            details.Add(new("usual_longest", Words.Seconds(usual.Longest)));
            return About(facts, task, "runs_long", $"{since}, far longer than its kind usually does: {usual}.", details, Advice.ReadLog(task.Id),
                Advice.LookAtRunner(task.RunnerName ?? ""));
        }

        var said = RunnerAnnouncement.Read(facts.Values.GetValueOrDefault("said", ""));
        string[] awaited = [.. said.Waits.Where(wait => wait.Task == task.Id).Select(wait => wait.For)];
        string until = deadline is null ? ", without a timeout." : $"; its timeout ends it in {Words.Length(deadline.Value - facts.Now)}.";
        string waits = awaited.Length > 0 ? $" It waits for {Words.Names(awaited, awaited.Length)} to end." : "";
        return About(facts, task, "running", since + until + waits, details, [.. awaited.Take(3).Select(Advice.Why)]);
    }

    private static Explanation WaitsForStage(ExplainFacts facts, TaskInfo task)
    {
        if (facts.Workflow is not { } flow)
        {
            return Incomplete(facts);
        }

        List<ExplanationDetail> details = [.. Optional("workflow", task.WorkflowId), .. StageDetails(flow)];
        if (task.Stage == flow.StagesDone || (facts.Has("advancing") && facts.Stage.Count == 0))
        {
            return Moving(About(facts, task, "", "", []), facts, flow, details);
        }

        string left = facts.Stage.Count == 0 ? "" : $": {Words.Names(facts.Stage.Select(one => Shown(one, facts.Now)), (int)flow.Counts.Pending)}";
        return About(facts, task, "waits_for_stage",
            $"It is in stage {task.Stage ?? 0} of workflow '{flow.Title}', which is at {StageOf(flow)}: {Words.Count(flow.Counts.Pending)} left of that{left}.",
            details, Advice.Why(facts.Stage is [var first, ..] ? first.Id : task.WorkflowId ?? ""));
    }

    private static Explanation Moving(Explanation about, ExplainFacts facts, WorkflowInfo flow, List<ExplanationDetail> details) => about with
    {
        Code = "moving", Details = [.. about.Details, .. details],
        Sentence = $"It is at {StageOf(flow)}: that is reached, and its tasks are still to be moved into their queues,"
            + $" {Words.For(facts.Stamp("advancing"), facts.Now)}."
            + " Any living runner of the namespace does that with its next call or patrol, within 3 s.",
        NextSteps = [Advice.ListRunners, Advice.CheckIfLate],
    };

    private static Explanation Incomplete(ExplainFacts facts)
    {
        string[] parts = facts.Values.GetValueOrDefault("staging", "").Split('|');
        DateTimeOffset? came = long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long ms) ? TaskView.Time(ms) : null;
        return new Explanation
        {
            Id = facts.Id, Kind = IdKind.Workflow, Title = facts.Task?.Title ?? "", At = facts.Now, Code = "incomplete",
            Sentence = $"Its workflow is being enqueued in parts: one came {Words.Ago(came, facts.Now)}, and the last one has not: nothing of it runs before."
                + " If no part comes for 10 minutes, all are removed.",
            Details = came is { } moment ? [new("part_came_at", Words.Iso(moment))] : [],
            NextSteps = [Advice.EnqueueAgain],
        };
    }

    /// <summary>The present stage; stages count from 0, as everywhere.</summary>
    private static string StageOf(WorkflowInfo flow) => $"stage {flow.StagesDone} (of 0 to {flow.StageCount - 1})";

    private static IEnumerable<ExplanationDetail> StageDetails(WorkflowInfo flow) =>
    [
        new("stage", Math.Min(flow.StagesDone, flow.StageCount - 1).ToString(CultureInfo.InvariantCulture)),
        new("stages", flow.StageCount.ToString(CultureInfo.InvariantCulture)), new("left", flow.Counts.Pending.ToString(CultureInfo.InvariantCulture)),
    ];

    private static string Shown(TaskInfo task, DateTimeOffset now) => task.State == TaskState.Running
        ? $"'{task.Title}' (runs on {task.RunnerName} {Words.For(task.StartedAt, now)})" : $"'{task.Title}' ({Words.Of(task.State)})";

    private static IEnumerable<ExplanationDetail> Optional(string name, string? value) => value is null ? [] : [new(name, value)];

    private static string FirstLine(string text)
    {
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        string line = end < 0 ? text : text[..end];
        return line.Length <= 300 ? line : line[..300] + "…";
    }
}
