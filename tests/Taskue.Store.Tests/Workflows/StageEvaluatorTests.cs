using Taskue.TestSupport;

namespace Taskue.Store.Tests.Workflows;

/// <summary>The rule in C#, a second wording of it, and the one in Lua, held together over the small state space.</summary>
/// <remarks>
/// A task is one of nine classes: three values of when, times what happens if it runs: it passes, it fails, or it fails and may (a task that passes may
/// as well be allowed to fail or not). The order within a stage does not matter, so a stage of one to three tasks is one of 9 + 45 + 165 = 219
/// multisets, and three stages are 219³ = 10 503 459. In a first stage nothing has failed, so only four classes differ there: 4 + 10 + 20 = 34.
/// </remarks>
public sealed class StageEvaluatorTests
{
    private static readonly TheCase[] Classes =
    [
        .. from when in Enum.GetValues<RunWhen>() from outcome in (char[])['p', 'f', 'a'] select new TheCase(when, outcome),
    ];

    private static readonly TheCase[][] Stages =
    [
        .. from a in Enumerable.Range(0, 9) select (TheCase[])[Classes[a]],
        .. from a in Enumerable.Range(0, 9) from b in Enumerable.Range(a, 9 - a) select (TheCase[])[Classes[a], Classes[b]],
        .. from a in Enumerable.Range(0, 9) from b in Enumerable.Range(a, 9 - a) from c in Enumerable.Range(b, 9 - b) select (TheCase[])[Classes[a], Classes[b], Classes[c]],
    ];

    /// <summary>Stages whose tasks ask for success: all that can differ in a first stage, with one that asks for failure standing for "skipped".</summary>
    private static readonly TheCase[][] FirstStages =
    [
        .. Stages.Where(stage => stage.All(task => task.When == RunWhen.OnSuccess || (task.When == RunWhen.OnFailure && task.Outcome == 'p'))),
    ];

    [Fact]
    public void The_reduced_space_is_as_large_as_computed() => Assert.Equal((219, 34), (Stages.Length, FirstStages.Length));

    [Fact]
    public void Both_wordings_agree_on_all_workflows_of_three_stages_of_three_tasks()
    {
        long count = 0;
        Span<StageVerdict> verdicts = stackalloc StageVerdict[3];
        Span<EndedTask> ended = stackalloc EndedTask[3];
        foreach (TheCase[] first in Stages)
        {
            verdicts[0] = Judge(first, false, ended);
            bool firstFailed = verdicts[0].State == StageState.Failed;
            foreach (TheCase[] second in Stages)
            {
                verdicts[1] = Judge(second, firstFailed, ended);
                bool failed = firstFailed || verdicts[1].State == StageState.Failed;
                foreach (TheCase[] third in Stages)
                {
                    verdicts[2] = Judge(third, failed, ended);
                    int folded = Fold(Fold(Fold(0, first), second), third);
                    count++;
                    if (Worded(verdicts) != folded)
                    {
                        Assert.Fail($"{Shown([first, second, third])}: {string.Join(", ", verdicts.ToArray())} against {folded:X}");
                    }
                }
            }
        }

        Assert.Equal(10_503_459, count);
    }

    [Fact]
    public Task The_scripts_agree_on_all_workflows_of_two_stages_and_on_many_of_three() => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        var random = new Random(20261124);
        TheCase[][][] all =
        [
            .. from first in FirstStages from second in Stages select (TheCase[][])[first, second],
            .. Enumerable.Range(0, 2500).Select(_ => (TheCase[][])[FirstStages[random.Next(34)], Stages[random.Next(219)], Stages[random.Next(219)]]),
        ];
        Assert.Equal((34 * 219) + 2500, all.Length);
        await HoldAgainstScriptsAsync(room, all);
    }, watch: false, toTheEnd: false);

    [Fact]
    public Task The_scripts_agree_on_the_embedded_server_too() => StoreRoom.RunAsync(ServerKind.Embedded, async room =>
    {
        var random = new Random(7);
        await HoldAgainstScriptsAsync(room, [.. Enumerable.Range(0, 500).Select(_ => (TheCase[][])[FirstStages[random.Next(34)], Stages[random.Next(219)], Stages[random.Next(219)]])]);
    }, watch: false, toTheEnd: false);

    private static async Task HoldAgainstScriptsAsync(StoreRoom room, TheCase[][][] workflows)
    {
        NewFlow[] flows = [.. workflows.Select(stages => StoreRoom.Flow([.. stages.Select(stage => (TaskSpec[])[.. stage.Select(Spec)])]))];
        var outcomes = new Dictionary<string, char>();
        for (int i = 0; i < flows.Length; i++)
        {
            for (int stage = 0; stage < workflows[i].Length; stage++)
            {
                for (int task = 0; task < workflows[i][stage].Length; task++)
                {
                    outcomes[flows[i].TaskIds[stage][task]] = workflows[i][stage][task].Outcome;
                }
            }
        }

        foreach (NewFlow[] part in flows.Chunk(200))
        {
            await Task.WhenAll(part.Select(flow => room.Store.EnqueueFlowAsync(flow)));
        }

        Hand runner = await room.RunnerAsync();
        Ending[] failures = [Ending.Failed, Ending.Errored, Ending.TimedOut];
        while (runner.Claim(1000).Claims.Count > 0)
        {
            foreach (ClaimedTask[] part in runner.Holds.Values.ToArray().Chunk(60))
            {
                runner.Finish(0, [.. part.Select((task, i) => runner.Result(task, outcomes[task.Id] == 'p' ? Ending.Passed : failures[i % 3]))]);
            }

            while (await room.Store.AdvanceAsync(null, ["default"]) > 0)
            {
            }
        }

        Raw raw = await room.RawAsync();
        Dictionary<string, string> rows = raw.Hash("flows"), over = raw.Hash("stages"), done = raw.Hash("done");
        var ended = new EndedTask[3];
        for (int i = 0; i < flows.Length; i++)
        {
            bool failed = false;
            var verdicts = new List<StageVerdict>();
            for (int stage = 0; stage < workflows[i].Length; stage++)
            {
                StageVerdict verdict = Judge(workflows[i][stage], failed, ended);
                verdicts.Add(verdict);
                Assert.True(over[$"{flows[i].Id}|{stage}"][0] == (verdict.State switch { StageState.Failed => 'f', StageState.Skipped => 's', _ => 'p' }),
                    $"{Shown(workflows[i])}, stage {stage}: {over[$"{flows[i].Id}|{stage}"]} against {verdict}");
                for (int task = 0; task < workflows[i][stage].Length; task++)
                {
                    bool skipped = done[flows[i].TaskIds[stage][task]][2] == 's';
                    Assert.True(skipped == (ended[task].State == TaskState.Skipped), $"{Shown(workflows[i])}, stage {stage}, task {task}");
                }

                failed |= verdict.State == StageState.Failed;
            }

            Invariants.FlowRow row = Invariants.FlowRow.Read(rows[flows[i].Id]);
            Assert.True(row.Ended > 0, Shown(workflows[i]));
            Assert.Equal(StageEvaluator.Judge(verdicts.ToArray()) == WorkflowState.Failed, row.Failed > 0);
            Assert.Equal(verdicts.Sum(verdict => verdict.Warnings), row.Warned);
        }
    }

    private static TaskSpec Spec(TheCase task) => StoreRoom.Spec() with { When = task.When, AllowFailure = task.Outcome == 'a' };

    /// <summary>The rule of the product.</summary>
    private static StageVerdict Judge(TheCase[] stage, bool failedBefore, Span<EndedTask> ended)
    {
        for (int i = 0; i < stage.Length; i++)
        {
            ended[i] = new EndedTask(!StageEvaluator.Runs(stage[i].When, failedBefore) ? TaskState.Skipped
                : stage[i].Outcome == 'p' ? TaskState.Passed : TaskState.Failed, stage[i].Outcome == 'a');
        }

        return StageEvaluator.Judge(ended[..stage.Length]);
    }

    private static int Worded(ReadOnlySpan<StageVerdict> verdicts)
    {
        int code = StageEvaluator.Judge(verdicts) == WorkflowState.Failed ? Sick : 0;
        foreach (StageVerdict verdict in verdicts)
        {
            code = (code & Sick) | (((code & ~Sick) << 2) + (verdict.State switch { StageState.Passed => 1, StageState.Failed => 2, _ => 3 } << 8));
            code += verdict.Warnings;
        }

        return code;
    }

    private const int Sick = 1 << 30;

    /// <summary>
    /// The rule in other words: what happens in a stage is a set of events (something passed, something broke, something was forgiven), made by uniting
    /// what each task contributes; an empty set is a skipped stage; a set with "broke" makes the workflow sick for all that follows.
    /// </summary>
    private static int Fold(int code, TheCase[] stage)
    {
        bool sick = (code & Sick) != 0;
        int events = 0, forgiven = 0;
        foreach (TheCase task in stage)
        {
            int wants = task.When switch { RunWhen.Always => 0b11, RunWhen.OnFailure => 0b10, _ => 0b01 };
            if ((wants & (sick ? 0b10 : 0b01)) == 0)
            {
                continue;
            }

            events |= task.Outcome switch { 'p' => 1, 'a' => 4, _ => 2 };
            forgiven += task.Outcome == 'a' ? 1 : 0;
        }

        int state = events == 0 ? 3 : (events & 2) != 0 ? 2 : 1;
        int rest = (((code & ~Sick) << 2) + (state << 8)) + forgiven;
        return rest | (sick || state == 2 ? Sick : 0);
    }

    private static string Shown(TheCase[][] stages) => string.Join(" / ", stages.Select(stage => string.Join(" ", stage.Select(task => $"{task.When}:{task.Outcome}"))));

    private readonly record struct TheCase(RunWhen When, char Outcome);
}
