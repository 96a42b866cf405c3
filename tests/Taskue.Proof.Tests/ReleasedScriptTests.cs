using Taskue.Proof.Model;
using Taskue.TestSupport;

namespace Taskue.Proof.Tests;

/// <summary>Histories in which some of the scripts are those of a released version, on the same keys: what the one leaves, the other must understand.</summary>
public sealed class ReleasedScriptTests
{
    private const int Count = 40;

    /// <summary>
    /// Those that are called, and answer, as today's. The others need the released C#: they are mixed in the processes section. The released sweep takes the rows of
    /// runners that nobody has recovered for a day, which is known and mended, and would be found here first. Today's heartbeats count gaps in a row, each part of a
    /// workflow says what comes before it, and the patrol names a task of a runner whose row is lost.
    /// </summary>
    private static readonly string[] Alike =
    [
        "advance", "await", "control", "delete_flow", "delete_task", "flow_get", "get", "give_up", "leave", "open", "purge", "remember",
        "resync",
    ];

    [Fact]
    public async Task Todays_and_released_scripts_work_on_the_same_keys()
    {
        await using Bench bench = await Bench.OpenAsync(ServerKind.Redis);
        for (int number = 1; number <= Count; number++)
        {
            var dice = new Random(number);
            string[] released = [.. Alike.Where(_ => dice.Next(2) == 0)];
            using var run = new HistoryRun(bench, new RunForm(Narrow: false, LookEvery: 1) { Released = released });
            Step[] history = [.. Histories.Draw(11, number).Where(step => step.Op is not (Op.Append or Op.AppendAgain))]; // the released version has no logs
            if (await run.RunAsync(history) is { } failure)
            {
                Assert.Fail($"history {number}, released {string.Join(' ', released)}: {failure.Text}");
            }
        }
    }
}
