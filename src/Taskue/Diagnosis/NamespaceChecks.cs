using Taskue.Store;

namespace Taskue;

/// <summary>Judges a namespace: whether its work is done, and whether anything was left behind.</summary>
internal static class NamespaceChecks
{
    private const int MostTold = 3;

    public static IEnumerable<StoreCheck> Of(AuditFacts audit, NamespaceStatus status) =>
    [
        Runners(audit, status),
        Found("queues", status, $"{Words.Count(status.Queues.Count, "queue", "queues")}, {Waiting(status)}.",
            "no_runner", "runners_silent", "runners_stopping", "no_able_runner", "runners_paused"),
        Found("held", status, Held(status), "held"),
        Found("tasks", status, "No task runs far longer than its kind usually does, and none ignores its timeout.", "runs_long", "stuck_bodies"),
        Found("modules", status, Modules(status), "module_faults"),
        Orphans(audit), Workflows(audit), Results(audit),
    ];

    private static StoreCheck Runners(AuditFacts audit, NamespaceStatus status)
    {
        long waiting = status.Queues.Sum(queue => queue.Pending);
        Problem[] dead = [.. status.Problems.Where(problem => problem.Code == "runner_dead")];
        string died = dead.Length == 0 ? "" : " " + Sentence(dead);
        if (audit.Living == 0)
        {
            string start = status.Problems.FirstOrDefault(problem => problem.Code is "no_runner" or "runner_dead")?.Remedy ?? Advice.StartAny;
            string whose = audit.Dying == 1 ? "its" : "their";
            string lost = audit.Dying == 0 ? ""
                : $" {Words.Count(audit.Dying, "runner has", "runners have")} ended, and no runner is there to put {whose} tasks back.";
            return waiting > 0 || audit.Dying > 0
                ? new StoreCheck("runners", CheckVerdict.Fail, $"No runner lives, and {Words.Count(waiting, "task waits", "tasks wait")}.{lost}{died}", start)
                : new StoreCheck("runners", CheckVerdict.Warn, $"No runner lives. Nothing waits.{died}", start);
        }

        int commands = status.Runners.Count(runner => runner.IsAlive && runner.CanRun(ShellCall.Method) == true);
        string found = $"{Words.Count(audit.Living, "runner lives", "runners live")}"
            + $"{(commands > 0 ? $", {Words.Count(commands)} of them {(commands == 1 ? "runs" : "run")} commands" : "")}"
            + $"{(audit.Silent > 0 ? $", {Words.Count(audit.Silent)} of them silent for more than 30 s" : "")}"
            + $"{(audit.Dying > 0 ? $"; {Words.Count(audit.Dying)} ended and being recovered" : "")}.{died}";
        return audit.Silent > 0 && audit.Silent >= audit.Living
            ? new StoreCheck("runners", CheckVerdict.Fail, found + " None is left to put their tasks back.",
                status.Problems.FirstOrDefault(problem => problem.Code == "runners_silent")?.Remedy ?? Advice.StartAny)
            : audit.Silent > 0 ? new StoreCheck("runners", CheckVerdict.Warn, found + " The others should have recovered their tasks within 15 s.",
                Advice.ListRunners)
            : dead.Length > 0 ? new StoreCheck("runners", CheckVerdict.Warn, found, Remedy(dead))
            : Ok("runners", found);
    }

    private static string Waiting(NamespaceStatus status) => status.Queues.Sum(queue => queue.Pending) is > 0 and var waiting
        ? $"{Words.Count(waiting, "task waits", "tasks wait")}, and a runner takes them" : "and no task waits";

    private static string Held(NamespaceStatus status) => status.Queues.Sum(queue => queue.Held) is > 0 and var held
        ? $"{Words.Count(held, "task is", "tasks are")} held; a runner can run each and takes it within seconds." : "No task is held.";

    private static string Modules(NamespaceStatus status)
    {
        RunnerInfo[] old = [.. status.Runners.Where(runner => runner.IsAlive && runner.OldModuleBuilds > 0)];
        return "Every module in a runner's folders can be used." + (old.Length == 0 ? ""
            : " Replaced builds are still in memory: "
                + $"{Words.Names(old.Select(runner => $"{Words.Count(runner.OldModuleBuilds)} in {runner.Name}"), old.Length)}.");
    }

    /// <summary>A check that warns if there are problems of these codes.</summary>
    private static StoreCheck Found(string name, NamespaceStatus status, string ok, params string[] codes)
    {
        Problem[] found = [.. status.Problems.Where(problem => codes.Contains(problem.Code, StringComparer.Ordinal))];
        return found.Length == 0 ? Ok(name, ok) : new StoreCheck(name, CheckVerdict.Warn, Sentence(found), Remedy(found));
    }

    private static string Sentence(Problem[] found)
    {
        string text = string.Join("; ", found.Take(MostTold).Select(problem => problem.Text));
        return $"{char.ToUpperInvariant(text[0])}{text[1..]}{(found.Length > MostTold ? $"; and {Words.Count(found.Length - MostTold)} more" : "")}.";
    }

    private static string Remedy(Problem[] found) => found.Length == 1 ? found[0].Remedy : $"{found[0].Remedy}; {Advice.SeeAll}";

    private static StoreCheck Orphans(AuditFacts audit)
    {
        if (audit.Orphans > 0)
        {
            return new StoreCheck("orphans", CheckVerdict.Fail, $"{Words.Count(audit.Orphans, "running task belongs", "running tasks belong")} to a runner that neither lives nor is being recovered: {Words.Names(audit.SomeOrphans, (int)Math.Min(audit.Orphans, int.MaxValue))}.",
                "Was data edited by hand, or restored from an older copy? A runner ends them 30 s past their deadline; what had no timeout stays. Please report it.");
        }

        if (audit.Dangling > 0)
        {
            return new StoreCheck("orphans", CheckVerdict.Warn, $"{Words.Count(audit.Dangling, "entry was", "entries were")} met in queues whose record was gone or damaged, since the namespace was made. They were dropped.",
                "Was data edited by hand, evicted, or restored from an older copy?");
        }

        return Ok("orphans", audit.Whole ? "Every running task belongs to a runner that is known." : "Each of the first 20,000 running tasks belongs to a runner that is known.");
    }

    private static StoreCheck Workflows(AuditFacts audit)
    {
        TimeSpan moving = audit.AdvancingSince is { } since ? audit.Now - since : TimeSpan.Zero, staged = audit.StagingSince is { } begun ? audit.Now - begun : TimeSpan.Zero;
        if (audit.Advancing > 0 && moving > TimeSpan.FromSeconds(30))
        {
            return new StoreCheck("workflows", audit.Living > 0 ? CheckVerdict.Fail : CheckVerdict.Warn, $"{Words.Count(audit.Advancing, "workflow has", "workflows have")} a stage whose tasks are still to be queued, the first for {Words.Length(moving)}.",
                audit.Living > 0 ? "A runner does that within 3 s: look into the runners' logs." : Advice.StartAny);
        }

        return staged > TimeSpan.FromMinutes(11)
            ? new StoreCheck("workflows", CheckVerdict.Warn,
                $"{Words.Count(audit.Staging, "workflow was", "workflows were")} never enqueued to the end, the first for {Words.Length(staged)}.",
                audit.Living > 0 ? "A runner removes them with its next patrol. Enqueue them again under their ids." : Advice.StartAny)
            : Ok("workflows", "Every workflow that was reached moves on.");
    }

    private static StoreCheck Results(AuditFacts audit) => Ok("results", audit.Refused == 0 ? "No result came too late."
        : $"{Words.Count(audit.Refused, "result", "results")} came too late and {(audit.Refused == 1 ? "was" : "were")} refused, since the namespace was made: their tasks had been given to others.");

    private static StoreCheck Ok(string name, string finding) => new(name, CheckVerdict.Ok, finding, null);
}
