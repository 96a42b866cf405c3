using Taskue.Store;
using Taskue.TestSupport;

namespace Taskue.Proof.Mutants;

/// <summary>
/// All planted defects. Their texts are kept short, so that a script can be rewritten without them; each must occur exactly once, which a test
/// looks after. One that the proof does not catch is a gap in the proof.
/// </summary>
internal static class Planted
{
    /// <summary>Behind a retry: of a stage of which a task was skipped, one task less is left.</summary>
    public const string ForgetRetryBesideSkip =
        "local row = task.workflow ~= '' and flow(task.workflow)\nif row and row.stageSkipped > 0 then row.left = row.left - 1; touch(row) end";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        // The fence, and numbered calls.
        Script("fence-without-runner", "a result counts from whoever sends it", "exchange", "holder == me and starts", "starts"),
        Script("fence-without-start", "a result counts for another start of the task", "exchange", "and starts == claimed", ""),
        Script("late-result-accepted", "a buried runner's result counts", "exchange", "call('HGET', live, me)", "call('HGET', live, me) or (num(number - 1) .. '|0|0|||')"),
        Script("starts-do-not-rise", "each claim has a higher start", "exchange", "num(tonumber(starts) + 1)", "num(tonumber(starts))"),
        Script("repeated-reply-applied-twice", "a repeated call changes nothing", "exchange", "if number == last then", "if false then"),
        Script("number-not-checked", "a delayed call is refused", "exchange", "if number ~= last and number ~= last + 1 then", "if false then"),
        Script("refused-not-counted", "refused results are counted", "exchange", "count('HINCRBY', meta, 'refused', #refused)", "call('HDEL', meta, '-')"),
        Script("repeated-call-hands-out-anothers", "a repeated call hands out only what its runner still holds",
            "exchange", "task.incarnation == me and specs", "specs"),
        Script("repeated-call-forgets-attempts", "a repeated call hands out the same again",
            "exchange", "task.starts .. '|' .. num(task.attempts) .. '|', specs", "task.starts .. '|0|', specs"),
        Script("repeated-call-without-payloads", "a repeated call brings the payloads again", "exchange", "specs[i], num(task.flags))", "specs[i], '0')"),

        // Claims.
        Script("claim-not-atomic", "what is claimed leaves its queue in the same step", "exchange", "call('LPOP', queue.list, want)", "call('LRANGE', queue.list, 0, want - 1)"),
        Script("claim-over-free-slots", "a claim takes no more than there are free slots", "exchange", "call('LPOP', queue.list, want)", "call('LPOP', queue.list, want + 1)"),
        Script("counter-drift", "a runner's row says how many tasks it holds", "exchange", "holding = holding - #released", "holding = holding - 0"),
        Script("adopted-stays-held", "an adopted task is held no longer", "exchange", "call('HDEL', queue.held, id)", "call('HDEL', queue.held, '-')"),
        Script("deadline-too-early", "the deadline is the start and the timeout", "exchange", "num(now + limit)", "num(now + limit / 2)"),
        Script("queue-order-not-rotated", "each call begins at the next queue", "exchange", "(ARGV[6] == '1' and step or number + step)", "step"),
        Script("surplus-in-reverse", "what one reply has no room for goes back in its order",
            "exchange", "for i = #surplus, 1, -1 do", "for i = 1, #surplus do"),
        Script("surplus-to-the-back", "what one reply has no room for goes back to the front",
            "exchange", "call('LPUSH', from[surplus", "call('RPUSH', from[surplus"),
        Script("surplus-forgets-its-starts", "what one reply has no room for keeps its starts", "exchange", "claimed[surplus[i]])", "taken[surplus[i]])"),
        Script("surplus-counted-as-held", "a runner holds what it was handed", "exchange", "holding = holding + #kept", "holding = holding + #taken"),
        Script("reply-without-limit", "a reply has a most of payload bytes", "exchange", "bytes + size > MOST", "bytes + size < 0"),

        // Retries, hand-backs and held tasks.
        Script("retry-over-the-limit", "a task is tried again as often as it says", "shared/finish", "task.attempts < task.retries", "task.attempts <= task.retries"),
        Script("errored-is-retried", "what cannot be run is not tried again", "shared/finish", "(letter == 'f' or letter == 't')", "(letter ~= 'p')"),
        Script("retry-to-the-front", "a retry goes to the back of its queue", "shared/finish", "requeue(task, 'RPUSH')", "requeue(task, 'LPUSH')"),
        Script("hand-back-charged", "a handed-back task is charged no attempt", "exchange", "others.remember(task, 'handed_back', tail)", "task.attempts = task.attempts + 1\n      others.remember(task, 'handed_back', tail)"),
        Script("hand-back-to-the-back", "a handed-back task goes to the front of its queue", "exchange", "requeue(task, 'LPUSH')", "requeue(task, 'RPUSH')"),
        Script("taker-not-noted", "a runner that takes a held task is known for it", "exchange", "call('HSET', meta, 'taker:' .. queue.name, me)", ""),
        Script("set-aside-for-the-dead", "a task goes back only while one lives that takes such tasks", "shared/able", "and takesTasks(taker)", ""),
        Script("set-aside-for-oneself", "what the taker itself cannot run is held", "shared/able", "taker ~= me and ", ""),
        Script("set-aside-to-the-back", "a task that another runner can run goes back to the front", "shared/able", "requeue(task, 'LPUSH')", "requeue(task, 'RPUSH')"),
        Script("set-aside-and-claimed-again", "who reports a held task claims nothing from its queue in that call", "exchange", "not (unable and unable[queue.name]) and call('LPOP'", "call('LPOP'"),
        Script("first-held-not-announced", "the first held task of a queue is announced", "shared/able", "rouse(incarnation, 'held:' .. queue.name)", "local _ = incarnation"),
        Script("earlier-start-forgotten", "starts that did not end a task stay readable", "shared/entry", "call('HSET', tries, task.id, text)", "local _ = text"),
        Script("poison-spared-after-an-attempt", "a task ends with the last death that it may survive, whatever came before",
            "recover", "task.deaths >= tonumber(ARGV[5])", "task.attempts == 0 and task.deaths >= tonumber(ARGV[5])"),
        Script("deaths-forgotten-at-a-retry", "a retry keeps the deaths",
            "shared/finish", "task.attempts = task.attempts + 1", "task.attempts, task.deaths = task.attempts + 1, 0"),
        Script("retries-without-end-after-a-death", "a task is tried again as often as it says, whatever came before",
            "shared/finish", "and task.attempts < task.retries", "and (task.deaths > 0 or task.attempts < task.retries)"),
        Script("held-forgets-deaths", "a held task keeps its deaths", "shared/able", "'|' .. num(task.deaths) .. '|' .. task.queued", "'|0|' .. task.queued"),

        // Wake-ups and waiters.
        Script("wake-up-lost-after-enqueue", "an enqueue wakes one parked runner", "enqueue", "wake(queue)", "local _ = queue"),
        Script("wake-up-lost-after-push", "who puts something into a queue wakes one parked there", "shared/queues", "wake(queues[name])", "local _ = name"),
        Script("wake-up-not-passed-on", "a runner that leaves work behind wakes the next", "exchange", "call('EXISTS', queue.list) == 1 then wake(queue)", "false then wake(queue)"),
        Script("parked-while-it-works", "a runner that calls is parked no longer", "exchange", "if parked == '1' then", "if parked == '2' then"),
        Script("waiter-not-told", "who waits is told of the end", "shared/channels", "call('PUBLISH', channel('done', client), id)", ""),
        Script("waiter-stays", "nobody waits for what has ended", "shared/channels", "call('HDEL', waiters, id)", ""),
        Script("end-missed-by-waiter", "who asks after the end is answered", "await", "elseif call('HEXISTS', done, id) == 1 then", "elseif false then"),

        // Stages and workflows.
        Script("stage-advanced-early", "a stage waits for all tasks of the one before", "shared/flow", "if row.left == 0 then endings[#endings + 1] = row end", "row.left = 0\n  endings[#endings + 1] = row"),
        Script("stage-queued-twice", "each stage is moved once", "shared/flow", "table.insert(entries[name], id .. suffix)", "for _ = 1, 2 do table.insert(entries[name], id .. suffix) end"),
        Script("when-of-one-stage-only", "`when` is judged over all earlier stages", "shared/flow", "row.failed = row.failed + row.stageFailed", "row.failed = row.stageFailed"),
        Script("allowed-failure-counts", "a failure that is allowed leaves the workflow unharmed", "shared/flow", "if allowed then", "if false then"),
        Script("workflow-left-behind", "what a call could not move waits for the next", "shared/flow", "call('ZADD', advancing, nowText, row.id)", ""),
        Script("skipped-stage-passed", "a stage of skipped tasks is skipped", "shared/flow", "elseif row.stageSkipped == count then state = 's' end", "end"),
        Script("closed-early-after-a-skip-and-a-retry", "a task that is tried again has not ended",
            "shared/finish", "requeue(task, 'RPUSH')", "requeue(task, 'RPUSH')\n" + ForgetRetryBesideSkip),
        Script("failure-forgotten-beside-a-skip", "a stage with a failure has failed, whatever was skipped",
            "shared/flow", "else row.stageFailed = row.stageFailed + 1 end", "elseif row.stageSkipped == 0 then row.stageFailed = row.stageFailed + 1 end"),
        Script("allowed-failure-counts-beside-a-skip", "a failure that is allowed leaves the workflow unharmed, whatever was skipped",
            "shared/flow", "if allowed then", "if allowed and row.stageSkipped == 0 then"),
        Script("later-stage-queued-at-once", "no task starts before its stage is reached", "enqueue_flow", "if ARGV[i + 1] == '1' or part ~= 'all' then", "if false then"),

        // Workflows in parts.
        Script("part-not-noted", "parts of a workflow whose rest never comes are swept", "enqueue_flow", "call('HSET', staging, id, nowText .. '|' .. hash .. '|' .. num(math.max(there, before + count)))", ""),
        Script("part-seen", "nothing of a workflow runs before its last part", "enqueue_flow", "if part == 'part' then", "if part == '-' then"),
        Script("parts-gone-unnoticed", "a workflow is whole when its last part has come", "enqueue_flow", "if there < before then", "if false then"),
        Script("parts-of-another-kept", "what was left of another workflow goes first", "enqueue_flow", "if staged and there == 0 then", "if false then"),
        Script("parts-of-another-taken", "parts are those of the same workflow", "enqueue_flow", "'^%d+|' .. hash .. '|(%d+)$'", "'|(%d+)$'"),
        Script("parts-swept-too-early", "what still gets parts is not swept", "sweep", "+ 600000 < now", "+ 60000 < now"),
        Script("whole-and-still-staged", "a workflow that is whole is not swept as one that is not", "enqueue_flow", "call('HDEL', staging, id)\nlocal stagesTotal", "local stagesTotal"),

        // Runners.
        Script("heartbeat-ignored", "a heartbeat keeps its runner alive", "shared/pulse", "call('ZADD', beats, num(now + expiry), incarnation)", "call('ZADD', beats, 'NX', num(now + expiry), incarnation)"),
        Script("heartbeat-by-another-clock", "a heartbeat is measured by the server's clock", "heartbeat", "clock(ARGV[1])", "clock('')"),
        Script("start-by-another-clock", "a runner's start is measured by the server's clock", "register", "clock(ARGV[1])", "clock('')"),
        Script("deadline-by-another-clock", "a deadline is measured by the server's clock", "exchange", "num(now + limit)", "num(clock('') + limit)"),
        Script("no-grace", "an outage of Redis is nobody's death", "shared/pulse", "return now < grace and (gaps <= 3 or expires >= graced)", "return false"),
        Script("grace-without-end", "a dead runner's tasks move on", "shared/pulse", "return now < grace and (gaps <= 3 or expires >= graced)", "return true"),
        Script("gaps-without-end", "gaps in a row hide no death for ever", "shared/pulse", " and (gaps <= 3 or expires >= graced)", ""),
        Script("name-taken-over", "a name has one living runner", "register", "if expires > now then", "if false then"),
        Script("living-runner-buried", "a runner that beats is not recovered", "recover", "expires >= now or ", ""),
        Script("recovered-task-lost", "a dead runner's tasks go back into their queues", "recover", "requeue(task, 'LPUSH')", ""),
        Script("recovered-task-kept", "a recovered task is in its queue only", "recover", "bulk('HDEL', active, released)", ""),
        Script("death-not-charged", "no task kills runners for ever", "recover", "task.deaths = task.deaths + 1", "task.deaths = task.deaths + 0"),
        Script("rescheduled-against-its-will", "a task that may not start again ends with its runner", "recover", "(flag(task, 2) or ", "("),
        Script("resync-strands", "what a runner does not hold goes back to its queue", "resync", "holds[task.id] ~= task.starts", "false"),
        Script("overdue-without-start", "only the very start that is overdue is given up", "give_up", "task.starts ~= starts or ", ""),
        Script("drain-taken-back", "a drain is not taken back by a pause", "control", "if command ~= 'drain' and command ~= 'stop' or ARGV[2] == 'stop' then", "if true then"),
        Script("left-and-still-parked", "who leaves is parked no longer", "leave", "call('SREM', queue.parked, me)", ""),

        // Retention, deletion, repeated enqueues.
        Script("slice-forgets-the-rest", "what one call does not take away the next one does", "shared/drop", "if most <= 0 and stage < count then", "if most <= 0 and stage < count then break end\n    if false then"),
        Script("leaving-not-counted", "what is being taken away is counted by no reader", "shared/drop", "leaves(letter, whole(ends[i]) or 0)", "leaves(letter, 0)"),
        Script("enqueued-over-what-leaves", "a workflow is not taken away with an earlier one of its id", "enqueue_flow", "if call('HEXISTS', dropping, id) == 1 then", "if false then"),
        Script("task-under-a-workflows-id", "an id is a task's or a workflow's", "enqueue", "if taken then return { 'taken', taken } end", ""),
        Script("workflow-under-a-tasks-id", "an id is a workflow's or a task's", "enqueue_flow", "if call('HEXISTS', tasks, id) == 1 then return { 'taken', 'workflow', id } end", ""),
        Script("workflows-task-under-a-workflows-id", "an id of a workflow's task is no workflow's", "enqueue_flow", "if taken then return { 'taken', 'task_of_workflow', taken } end", ""),
        Script("staged-id-not-taken", "the id of a workflow in parts is taken", "shared/taken", "or call('HEXISTS', staging, id) == 1", ""),
        Script("leaving-id-not-taken", "the id of a workflow that is being taken away is taken", "shared/taken", "or call('HEXISTS', dropping, id) == 1", ""),
        Script("enqueued-again", "a repeated id is stored once", "enqueue", "'HSETNX'", "'HSET'"),
        Script("index-row-left", "retention leaves no index row", "shared/drop", "bulk('ZREM', index, ids)", ""),
        Script("workflow-row-left", "retention leaves no workflow in an index", "sweep", "call('ZREM', flow_index, id)", ""),
        Script("payload-left", "retention leaves no payload", "shared/drop", "bulk('HDEL', blobs, large)", ""),
        Script("swept-too-early", "what a reader can see is not swept", "shared/keep", "KEEP[letter] or 60000", "KEEP[letter] / 2 or 60000"),
        Script("dropped-payload-stays", "retention 0 keeps no payload", "shared/finish", "call('HDEL', blobs, 'a|' .. id, 'r|' .. id)", "call('HDEL', blobs, 'r|' .. id)"),
        Script("purge-leaves-meta", "nothing is left of a deleted namespace", "purge", "for first = 1, #KEYS", "for first = 2, #KEYS"),
        Script("append-repeated", "a repeated append is kept once", "append_logs", "if seq > one.seq then", "if true then"),
        Script("log-of-a-stranger", "only the holder writes to a task's log", "append_logs", "row.incarnation ~= me or ", ""),

        // The C# around the scripts.
        Fault("workflow-queues-not-declared", "a result declares the queues of its workflow", nameof(IStore.Exchange), arguments =>
        {
            var call = (Exchange)arguments[1]!;
            arguments[1] = call with { Finished = [.. call.Finished.Select(one => one with { WorkflowQueues = null })] };
        }),
        Fault("repeated-call-renumbered", "a call without an answer is repeated with its number", nameof(IStore.Exchange), arguments =>
        {
            var call = (Exchange)arguments[1]!;
            arguments[1] = call with { Number = call.Number + (call.Finished.Count % 2) };
        }),
        Fault("resync-names-nothing", "a runner names what it holds", nameof(IStore.Resync), arguments => arguments[2] = Array.Empty<(string, long)>()),
        Fault("retention-in-seconds", "retention is set in milliseconds", nameof(IStore.SetRetentionAsync), arguments =>
            arguments[0] = ((IReadOnlyDictionary<TaskState, TimeSpan>)arguments[0]!).ToDictionary(one => one.Key, one => one.Value / 1000)),
    ];

    public static Mutant Find(string name) => All.FirstOrDefault(mutant => mutant.Name == name)
        ?? throw new InvalidOperationException($"There is no planted defect '{name}'.");

    private static Mutant Script(string name, string breaks, string source, string find, string replacement) =>
        new(name, breaks) { Where = source + ".lua", Edits = [new ScriptEdit(source, find, replacement)] };

    private static Mutant Fault(string name, string breaks, string method, Action<object?[]> change) =>
        new(name, breaks) { Where = "RedisStore." + method, Store = store => FaultyStore.Around(store, method, change) };
}
