using System.Globalization;
using Taskue.Store;

namespace Taskue;

/// <summary>Why a task that is in a queue has not started.</summary>
internal static class QueueReasons
{
    /// <summary>How many passed tasks of the queue it takes to speak of a pace.</summary>
    private const int LeastSample = 5;

    public static Explanation Of(ExplainFacts facts, TaskInfo task)
    {
        var runners = new ServingRunners(task.Queue, facts.Serving, task.Method, facts.Now);
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
            Id = facts.Id, Kind = IdKind.Task, TaskId = task.Id, Title = task.Title, At = facts.Now, Code = code, Sentence = sentence,
            Details = [new("state", "pending"), .. details], NextSteps = next,
        };

        if (task.Queue.Length == 0)
        {
            return Because("unreadable", "Its stored record cannot be read: it was damaged, or written by a newer release. It ends errored as soon as a runner takes it.",
                Advice.Explain(ErrorCodes.FormatMismatch));
        }

        if (facts.Has("held"))
        {
            return Held(facts, task, runners, details, Because);
        }

        if (facts.Number("ahead") is null && !facts.Has("beyond"))
        {
            return Because("misplaced", "It is in no queue, not held and not running. This should never happen: was data lost or edited by hand?",
                Advice.CheckStore);
        }

        return runners.Blocked switch
        {
            "no_runner" => NoRunner(facts, task, Because),
            "runners_silent" => Silent(facts, task, runners.All, Because),
            "runners_stopping" => Because("runners_stopping",
                $"{Subject(runners.Awake)} queue '{task.Queue}', and {(runners.Awake.Length == 1 ? "it is" : "all are")} stopping:"
                    + " they finish what they run and take no more.",
                Advice.StartRunner(task.Queue, RunnerNeeds.Of([task.Method]), "Start another")),
            "no_able_runner" => NotAble(task, runners.Working, details, Because),
            "runners_paused" => Because("runners_paused",
                $"{Subject(runners.Able)} queue '{task.Queue}', and {(runners.Able.Length == 1 ? "it is" : "all are")} paused.",
                [.. runners.Able.Take(3).Select(Advice.Resume)]),
            _ => Busy(facts, task, runners.Taking, details, Because),
        };
    }

    private static Explanation Held(ExplainFacts facts, TaskInfo task, ServingRunners runners, List<ExplanationDetail> details, Reason because)
    {
        string[] parts = facts.Values["held"].Split('|', 6);
        DateTimeOffset? since = parts.Length == 6 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long ms) ? TaskView.Time(ms) : null;
        string lacking = parts.Length == 6 ? parts[5] : task.Method;
        if (since is { } moment)
        {
            details.Add(new("held_since", Words.Iso(moment)));
        }

        details.Add(new("method", lacking));
        RunnerInfo[] working = runners.Working, able = [.. working.Where(runner => runner.CanRun(task.Method) == true)];
        string names = Words.Names(working.Select(runner => runner.Name), working.Length);
        string serve = $"{Words.Count(working.Length, "runner", "runners")} that {(working.Length == 1 ? "serves" : "serve")} queue '{task.Queue}' ({names})";
        string who = working.Length == 0 ? $"No living runner serves queue '{task.Queue}' now."
            : able.Length > 0
                ? $"{Words.Names(able.Select(runner => runner.Name), able.Length)} can run it and {(able.Length == 1 ? "takes" : "take")} it within seconds."
            : runners.Able.Length == 0 ? $"None of the {serve} can run it."
            : $"None of the {serve} has taken it so far.";
        string did = task.Method == ShellCall.Method ? "does not run commands (--allow-shell)" : $"does not have the method {lacking}";
        return because("held",
            $"It is held {Words.For(since, facts.Now)}: the runner that took it {did}. {who} After 24 hours (HeldTimeout of the runners) it ends errored.",
            [.. able.Length > 0 ? (string[])[] : [Advice.StartRunner(task.Queue, RunnerNeeds.Of([task.Method]), "Start a runner that can run it")],
                Advice.Explain("held")]);
    }

    private static Explanation NoRunner(ExplainFacts facts, TaskInfo task, Reason because)
    {
        string last = "";
        if (facts.Values.TryGetValue("last", out string? row) && RunnerRow.TryRead(row, "", "") is { } ended)
        {
            last = $" The last was {ended.Name} on {ended.Host}, which {(ended.State == RunnerState.Dead ? "died" : "stopped")} {Words.Ago(ended.EndedAt, facts.Now)}.";
        }

        string others = facts.Number("living") is > 0 and { } living ? $" ({Words.Count(living, "other runner lives", "other runners live")})" : "";
        string[] served = facts.Values.GetValueOrDefault("served", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        string near = ServingRunners.Meant(task.Queue, served) is { } meant ? $" Did you mean '{meant}'?" : "";
        return because("no_runner",
            $"No living runner serves queue '{task.Queue}'{others}.{near}{last} {Words.Count(facts.Number("size") ?? 0, "task waits", "tasks wait")} in it.",
            Advice.StartRunner(task.Queue, RunnerNeeds.Of([task.Method])), Advice.ListRunners);
    }

    private static Explanation Silent(ExplainFacts facts, TaskInfo task, RunnerInfo[] serving, Reason because)
    {
        RunnerInfo last = serving.MaxBy(runner => runner.HeartbeatExpiresAt)!;
        return because("runners_silent",
            $"{Subject(serving)} queue '{task.Queue}', and no heartbeat came in time: the last expired"
                + $" {Words.Ago(last.HeartbeatExpiresAt, facts.Now)} ({last.Name} on {last.Host}).",
            Advice.LookAtProcess(last), Advice.StartRunner(task.Queue, RunnerNeeds.Of([task.Method]), "Or start another"));
    }

    private static Explanation NotAble(TaskInfo task, RunnerInfo[] working, List<ExplanationDetail> details, Reason because)
    {
        details.Add(new("method", task.Method));
        RunnerNeeds needs = RunnerNeeds.Of([task.Method]);
        return because("no_able_runner",
            $"{Subject(working)} queue '{task.Queue}', and {(working.Length == 1 ? "it cannot" : "none can")} run it: that takes {needs.Text}.",
            Advice.StartRunner(task.Queue, needs, "Start a runner that can run it"), Advice.ListRunners);
    }

    private static Explanation Busy(ExplainFacts facts, TaskInfo task, RunnerInfo[] taking, List<ExplanationDetail> details, Reason because)
    {
        int slots = taking.Sum(runner => runner.Concurrency), used = taking.Sum(runner => Math.Min(runner.Running, runner.Concurrency));
        string names = Words.Names(taking.Select(runner => runner.Name), taking.Length);
        details.Add(new("slots", Number(slots)));
        details.Add(new("slots_used", Number(used)));
        string ahead = facts.Number("ahead") is { } known ? $"{Words.Count(known)} ahead"
            : facts.Values.GetValueOrDefault("beyond") == "brief" ? $"{Words.Count(facts.Number("size") ?? 0)} waiting"
            : $"more than 10,000 ahead (of {Words.Count(facts.Number("size") ?? 0)})";
        if (facts.Number("ahead") is { } place)
        {
            details.Add(new("ahead", Number(place)));
        }

        if (used < slots)
        {
            return because("due", $"It should start any moment: {ahead} in queue '{task.Queue}', and {Words.Count(slots - used)} of {Words.Count(slots, "slot", "slots")} of {Words.Names(taking.Select(runner => runner.Name), taking.Length)} are free."
                + " Runners are woken at once, and look by themselves every few seconds.", Advice.CheckIfLate);
        }

        if (facts.WaitersFor(task, taking).ToArray() is [var waiter, ..] waiters)
        {
            details.Add(new("waiting_task", waiter.Task));
            return because("waits_for_slot",
                $"Its runners are busy: {Words.Count(used)} of {Words.Count(slots, "slot", "slots")} used by {names}."
                + $" Task {Words.Names(waiters.Select(one => $"{one.Task} on {one.Runner}"), waiters.Length)} holds a slot"
                + " while it waits for this one: until another slot is free, neither can end.",
                Advice.StartRunner(task.Queue, RunnerNeeds.Of([task.Method]), "Start another runner, or raise --concurrency"),
                Advice.Explain("waits_for_slot"));
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
            Advice.StartRunner(task.Queue, RunnerNeeds.Of([task.Method]), "Run more at once, with another runner or a higher --concurrency"),
            Advice.ListRunning(task.Queue));
    }

    private static string Subject(RunnerInfo[] runners) => runners.Length == 1 ? $"Only {runners[0].Name} serves"
        : $"{Words.Count(runners.Length)} runners ({Words.Names(runners.Select(runner => runner.Name), runners.Length)}) serve";

    private static string Number(long? number) => (number ?? 0).ToString(CultureInfo.InvariantCulture);

    private delegate Explanation Reason(string code, string sentence, params string[] next);
}
