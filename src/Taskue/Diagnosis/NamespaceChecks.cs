using Taskue.Store;

namespace Taskue;

/// <summary>Judges what stands in a namespace: whether somebody works, and whether anything was left lying.</summary>
internal static class NamespaceChecks
{
    public static IEnumerable<StoreCheck> Of(AuditFacts audit, IReadOnlyList<QueueInfo> queues) =>
        [Runners(audit, queues), Queues(queues), Held(queues), Orphans(audit), Workflows(audit), Results(audit)];

    private static StoreCheck Runners(AuditFacts audit, IReadOnlyList<QueueInfo> queues)
    {
        long waiting = queues.Sum(queue => queue.Pending);
        if (audit.Living == 0)
        {
            string lost = audit.Dying > 0 ? $" {Words.Count(audit.Dying, "has", "have")} ended and nobody puts its tasks back." : "";
            return waiting > 0 || audit.Dying > 0
                ? new StoreCheck("runners", CheckVerdict.Fail, $"No runner lives, and {Words.Count(waiting, "task waits", "tasks wait")}.{lost}", "Start one: taskue runner start -n NAME -q QUEUE.")
                : new StoreCheck("runners", CheckVerdict.Warn, "No runner lives. Nothing waits.", "Start one: taskue runner start -n NAME -q QUEUE.");
        }

        string found = $"{Words.Count(audit.Living, "runner lives", "runners live")}{(audit.Silent > 0 ? $", {Words.Count(audit.Silent)} of them silent for more than 30 s" : "")}"
            + $"{(audit.Dying > 0 ? $"; {Words.Count(audit.Dying)} ended and being recovered" : "")}.";
        return audit.Silent > 0 && audit.Silent >= audit.Living
            ? new StoreCheck("runners", CheckVerdict.Fail, found + " Nobody is left to put their tasks back.", "Start one: taskue runner start -n NAME -q QUEUE. See who was there: taskue runner list.")
            : audit.Silent > 0 ? new StoreCheck("runners", CheckVerdict.Warn, found + " The others should have buried them within 15 s.", "Do the others reach Redis? taskue runner list.")
            : Ok("runners", found);
    }

    private static StoreCheck Queues(IReadOnlyList<QueueInfo> queues)
    {
        QueueInfo[] unserved = [.. queues.Where(queue => queue.Pending > 0 && queue.Runners.Count == 0)];
        if (unserved.Length > 0)
        {
            return new StoreCheck("queues", CheckVerdict.Warn, $"No runner serves {Words.Names(unserved.Select(queue => $"'{queue.Name}' ({Words.Count(queue.Pending)} waiting)"), unserved.Length)}.",
                $"Start one: taskue runner start -n NAME -q {unserved[0].Name}.");
        }

        QueueInfo[] paused = [.. queues.Where(queue => queue.Pending > 0 && queue.Runners.All(runner => runner.Paused || runner.State == RunnerState.Stopping))];
        return paused.Length > 0
            ? new StoreCheck("queues", CheckVerdict.Warn, $"Every runner is paused or stopping that serves {Words.Names(paused.Select(queue => $"'{queue.Name}' ({Words.Count(queue.Pending)} waiting)"), paused.Length)}.", $"taskue runner resume {paused[0].Runners[0].Name}.")
            : Ok("queues", $"{Words.Count(queues.Count, "queue", "queues")}, {Words.Count(queues.Sum(queue => queue.Pending), "task waits", "tasks wait")}; somebody serves each in which any does.");
    }

    private static StoreCheck Held(IReadOnlyList<QueueInfo> queues)
    {
        QueueInfo[] held = [.. queues.Where(queue => queue.Held > 0)];
        return held.Length == 0 ? Ok("held", "No task is held.")
            : new StoreCheck("held", CheckVerdict.Warn, $"Runners did not know the methods of {Words.Count(held.Sum(queue => queue.Held), "task", "tasks")}, in {Words.Names(held.Select(queue => $"'{queue.Name}' ({Words.Count(queue.Held)})"), held.Length)}.",
                $"See which: taskue task list --state pending --queue {held[0].Name}, and taskue why ID for one that is held.");
    }

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
                audit.Living > 0 ? "A runner does that within 3 s: look into the runners' logs." : "A runner does that: start one.");
        }

        return staged > TimeSpan.FromMinutes(11)
            ? new StoreCheck("workflows", CheckVerdict.Warn, $"{Words.Count(audit.Staging, "workflow was", "workflows were")} never enqueued to the end, the first for {Words.Length(staged)}.", "A runner takes them away: start one. Enqueue them again under their ids.")
            : Ok("workflows", "Every workflow that was reached moves on.");
    }

    private static StoreCheck Results(AuditFacts audit) => Ok("results", audit.Refused == 0 ? "No result came too late."
        : $"{Words.Count(audit.Refused, "result", "results")} came too late and {(audit.Refused == 1 ? "was" : "were")} refused, since the namespace was made: their tasks had been given to others.");

    private static StoreCheck Ok(string name, string finding) => new(name, CheckVerdict.Ok, finding, null);
}
