using System.Globalization;
using Taskue.Store;

namespace Taskue;

/// <summary>Why a task that is in a queue has not started.</summary>
internal static class QueueReasons
{
    /// <summary>How many ended tasks of the queue make a pace that can be told.</summary>
    private const int LeastSample = 5;

    public static Explanation Of(ExplainFacts facts, TaskInfo task)
    {
        RunnerInfo[] serving = [.. facts.Serving], awake = [.. serving.Where(runner => runner.HeartbeatExpiresAt >= facts.Now)];
        RunnerInfo[] working = [.. awake.Where(runner => runner.State != RunnerState.Stopping)], taking = [.. working.Where(runner => !runner.Paused)];
        var details = new List<ExplanationDetail>
        {
            new("queue", task.Queue), new("waiting", Number(facts.Number("size"))), new("runners_serving", Number(facts.Number("serving"))),
        };
        if (task.QueuedAt is { } queued)
        {
            details.Add(new("queued_at", Words.Iso(queued)));
        }

        Explanation Because(string code, string sentence, params string[] next) => new()
        {
            Id = facts.Id, Kind = IdKind.Task, Title = task.Title, At = facts.Now, Code = code, Sentence = sentence,
            Details = [new("state", "pending"), .. details], NextSteps = next,
        };

        if (task.Queue.Length == 0)
        {
            return Because("unreadable", "Its stored record cannot be read: it was damaged, or written by a newer release. It ends errored as soon as a runner takes it.",
                "What that means: taskue explain TQ2005.");
        }

        if (facts.Has("held"))
        {
            return Held(facts, task, working, details, Because);
        }

        if (facts.Number("ahead") is null && !facts.Has("beyond"))
        {
            return Because("misplaced", $"It is unfinished and stands neither in queue '{task.Queue}' nor with a runner nor held. This should not be: was data lost or edited by hand?",
                "Check the store: taskue doctor.");
        }

        if (serving.Length == 0)
        {
            return NoRunner(facts, task, Because);
        }

        if (awake.Length == 0)
        {
            RunnerInfo last = serving.MaxBy(runner => runner.HeartbeatExpiresAt)!;
            return Because("runners_silent", $"{Subject(serving)} queue '{task.Queue}', and no heartbeat came in time: the last expired {Words.Ago(last.HeartbeatExpiresAt, facts.Now)} ({last.Name} on {last.Host}).",
                $"See whether process {last.ProcessId} on {last.Host} runs and reaches Redis.");
        }

        if (working.Length == 0)
        {
            return Because("runners_stopping", $"{Subject(awake)} queue '{task.Queue}', and {(awake.Length == 1 ? "it is" : "all are")} stopping: they finish what they run and take no more.",
                $"Start another: taskue runner start -n NAME -q {task.Queue}.");
        }

        if (taking.Length == 0)
        {
            return Because("runners_paused", $"{Subject(working)} queue '{task.Queue}', and {(working.Length == 1 ? "it is" : "all are")} paused.",
                [.. working.Take(3).Select(runner => $"Let it go on: taskue runner resume {runner.Name}.")]);
        }

        return Busy(facts, task, taking, details, Because);
    }

    private static Explanation Held(ExplainFacts facts, TaskInfo task, RunnerInfo[] working, List<ExplanationDetail> details, Reason because)
    {
        string[] parts = facts.Values["held"].Split('|', 6);
        DateTimeOffset? since = parts.Length == 6 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long ms) ? TaskView.Time(ms) : null;
        string method = parts.Length == 6 ? parts[5] : task.Method;
        if (since is { } moment)
        {
            details.Add(new("held_since", Words.Iso(moment)));
        }

        details.Add(new("method", method));
        RunnerInfo[] able = [.. working.Where(runner => runner.CanRun(method) == true)], maybe = [.. working.Where(runner => runner.CanRun(method) is null)];
        string who = working.Length == 0 ? $"No living runner serves queue '{task.Queue}' now."
            : able.Length > 0 ? $"{Words.Names(able.Select(runner => runner.Name), able.Length)} can run it and {(able.Length == 1 ? "takes" : "take")} it up within seconds."
            : maybe.Length == 0 ? $"None of the {Words.Count(working.Length, "runner", "runners")} that {(working.Length == 1 ? "serves" : "serve")} queue '{task.Queue}' can run it ({Words.Names(working.Select(runner => runner.Name), working.Length)})."
            : $"Of the {Words.Count(working.Length, "runner", "runners")} that {(working.Length == 1 ? "serves" : "serve")} queue '{task.Queue}' ({Words.Names(working.Select(runner => runner.Name), working.Length)}) none has taken it up.";
        return because("held", $"It is held {Words.For(since, facts.Now)}: the runner that took it did not know the method {method}. {who} After 24 hours (HeldTimeout of the runners) it ends errored.",
            $"Start a runner that has the method: taskue runner start -n NAME -q {task.Queue}, with its assembly or module folder.",
            "Is the producer newer than the runners, or the method renamed? taskue explain held.");
    }

    private static Explanation NoRunner(ExplainFacts facts, TaskInfo task, Reason because)
    {
        string last = "";
        if (facts.Values.TryGetValue("last", out string? row) && RunnerRow.TryRead(row, "", "") is { } ended)
        {
            last = $" The last was {ended.Name} on {ended.Host}, which {(ended.State == RunnerState.Dead ? "died" : "stopped")} {Words.Ago(ended.EndedAt, facts.Now)}.";
        }

        string others = facts.Number("living") is > 0 and { } living ? $" ({Words.Count(living, "other runner lives", "other runners live")})" : "";
        return because("no_runner", $"No living runner serves queue '{task.Queue}'{others}.{last} {Words.Count(facts.Number("size") ?? 0, "task waits", "tasks wait")} in it.",
            $"Start one: taskue runner start -n NAME -q {task.Queue}.", "See who serves what: taskue runner list.");
    }

    private static Explanation Busy(ExplainFacts facts, TaskInfo task, RunnerInfo[] taking, List<ExplanationDetail> details, Reason because)
    {
        int slots = taking.Sum(runner => runner.Concurrency), used = taking.Sum(runner => Math.Min(runner.Running, runner.Concurrency));
        details.Add(new("slots", Number(slots)));
        details.Add(new("slots_used", Number(used)));
        string ahead = facts.Number("ahead") is { } known ? $"{Words.Count(known)} ahead" : $"more than 10,000 ahead (of {Words.Count(facts.Number("size") ?? 0)})";
        if (facts.Number("ahead") is { } place)
        {
            details.Add(new("ahead", Number(place)));
        }

        if (used < slots)
        {
            return because("due", $"It should start any moment: {ahead} in queue '{task.Queue}', and {Words.Count(slots - used)} of {Words.Count(slots, "slot", "slots")} of {Words.Names(taking.Select(runner => runner.Name), taking.Length)} are free."
                + " Runners are woken at once, and look by themselves every few seconds.", "If it stays so for more than 10 s: taskue doctor.");
        }

        string pace = "";
        if (facts.Number("ahead") is { } before && facts.Number("sampled") is >= LeastSample and { } sampled && facts.Number("sampledtime") is { } time)
        {
            TimeSpan mean = TimeSpan.FromMilliseconds((double)time / sampled), wait = mean * ((before + 1.0) / slots);
            details.Add(new("estimated_wait", Words.Seconds(wait)));
            bool shared = taking.Any(runner => runner.Queues.Count > 1);
            pace = $", about {Words.Length(wait)} at the pace of the last {Words.Count(sampled)} that passed" + (shared ? " if its runners took nothing from their other queues" : "");
        }

        return because("runners_busy", $"Its runners are busy: {Words.Count(used)} of {Words.Count(slots, "slot", "slots")} used by {Words.Names(taking.Select(runner => runner.Name), taking.Length)}, {ahead} in queue '{task.Queue}'{pace}.",
            $"More at once: start another runner, or one with a higher --concurrency: taskue runner start -n NAME -q {task.Queue}.",
            $"See what they run: taskue task list --state running --queue {task.Queue}.");
    }

    private static string Subject(RunnerInfo[] runners) => runners.Length == 1 ? $"Only {runners[0].Name} serves"
        : $"{Words.Count(runners.Length)} runners ({Words.Names(runners.Select(runner => runner.Name), runners.Length)}) serve";

    private static string Number(long? number) => (number ?? 0).ToString(CultureInfo.InvariantCulture);

    private delegate Explanation Reason(string code, string sentence, params string[] next);
}
