using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>A defect of the scripts that a round with some faults must notice.</summary>
/// <param name="Breaks">The rule that it breaks, in one line.</param>
internal sealed record PlantedDefect(string Name, string Breaks, IReadOnlyList<ScriptEdit> Edits, IReadOnlyList<Fault> Faults);

/// <summary>
/// The processes prove themselves first: with each of these scripts a round must break a rule. (What each single edit does is the matter of <see cref="Mutants.Planted"/>;
/// here it is shown that real processes come to the places where it matters, and that the rules see it.)
/// </summary>
internal static class PlantedDefects
{
    /// <summary>The clock of the machine that calls, which differs from the one that scripts see.</summary>
    private const string OwnClock = "(function() local t = call('TIME') return tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000) end)()";

    public static IReadOnlyList<PlantedDefect> All { get; } =
    [
        new("fence dropped", "no result of a fenced attempt is accepted",
            [
                new("exchange", "holder == me and starts == claimed and not over[id]", "starts and not over[id]"),
                new("exchange", "call('HGET', live, me)", "call('HGET', live, me) or (num(number - 1) .. '|0|0|||')"),
            ],
            [new FreezeRunner(), new FreezeRunner(), new FreezeRunner()]),
        new("stage advanced early", "a stage waits for all tasks of the one before",
            [new("shared/flow", "if row.left == 0 then endings[#endings + 1] = row end", "row.left = 0\n  endings[#endings + 1] = row")],
            [new KillRunner()]),
        new("stage closed early after a skip and a retry", "a task that is tried again has not ended",
            [new("shared/finish", "requeue(task, 'RPUSH')", "requeue(task, 'RPUSH')\n" + Mutants.Planted.ForgetRetryBesideSkip)],
            [new KillRunner()]),
        new("heartbeat by the runner's clock", "a heartbeat is measured by the server's clock",
            [new("heartbeat", "clock(ARGV[1])", OwnClock)], [new KillRunner()]),
        new("start by the runner's clock", "a runner's start is measured by the server's clock",
            [new("register", "clock(ARGV[1])", OwnClock)], [new KillRunner()]),
        new("deadline by the runner's clock", "a deadline is measured by the server's clock",
            [new("exchange", "num(now + limit)", $"num({OwnClock} + limit)")], [new KillRunner()]),
        new("hand-back charged", "a handed-back task is charged no attempt",
            [new("exchange", "others.remember(task, 'handed_back', tail)", "task.attempts = task.attempts + 1\n      others.remember(task, 'handed_back', tail)")],
            [new StopRunner(), new StopRunner(), new StopRunner(), new StopRunner()]),
        new("repeated enqueue queued again", "a repeated id is stored and queued once",
            [new("enqueue", "call('HSETNX', tasks, id, specs[i + 1]) == 1", "call('HSET', tasks, id, specs[i + 1]) >= 0")],
            [.. Enumerable.Repeat(new KillProducer(large: false, remembers: true), 12)]),
        new("parts not noted", "parts of a workflow whose rest never comes are swept",
            [new("enqueue_flow", "call('HSET', staging, id, nowText .. '|' .. hash .. '|' .. num(math.max(there, before + count)))", "")],
            [.. Enumerable.Repeat(new KillProducer(large: true), 8)]),
    ];
}
