using Taskue.Proof.Model;
using Taskue.TestSupport;

namespace Taskue.Proof.Tests;

public sealed class HistoryTests
{
    [Fact]
    public void A_seed_and_a_number_always_draw_the_same_history()
    {
        Assert.Equal(Histories.Draw(7, 3), Histories.Draw(7, 3));
        Assert.NotEqual(Histories.Draw(7, 3), Histories.Draw(7, 4));
        Assert.NotEqual(Histories.Draw(7, 3), Histories.Draw(8, 3));
        Assert.Equal(Histories.Length, Histories.Draw(7, 3).Length);
    }

    [Fact]
    public void Every_operation_is_drawn() =>
        Assert.Equal(Enum.GetValues<Op>(), Enumerable.Range(0, 20).SelectMany(number => Histories.Draw(1, number)).Select(step => step.Op).Distinct().Order());

    /// <summary>What a few histories must come to: a rule is proven only where a history reaches it.</summary>
    [Fact]
    public void Histories_reach_what_needs_several_faults_in_one_order()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        for (int number = 1; number <= 60; number++)
        {
            State state = State.Empty with { MostPayload = new RunForm(Narrow: true, LookEvery: 1).MostPayload };
            foreach (Step step in Histories.Draw(1, number))
            {
                if (Interpreter.Read(state, step) is { } call)
                {
                    State after = Rules.Apply(state, call).Turn.State;
                    reached.UnionWith(Reached(state, call, after));
                    state = after;
                }
            }
        }

        Assert.Equal(
            ["anothers task in a lost reply", "poison after an attempt", "skip and retry in a stage", "surplus of two"], reached.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Reached(State before, Call call, State after)
    {
        if (call is ExchangeCall exchange && before.Living(exchange.Who) is { } runner)
        {
            if (exchange.Number == runner.Number
                && runner.Handed.Any(id => before.Tasks.GetValueOrDefault(id) is { Place: Place.Running } task && task.Holder != exchange.Who))
            {
                yield return "anothers task in a lost reply";
            }

            if (exchange.Number == runner.Number + 1 && after.Living(exchange.Who)!.Handed.Count < exchange.Free
                && exchange.Queues.Sum(queue => after.QueueOf(queue).Count) > 1)
            {
                yield return "surplus of two";
            }
        }

        if (after.Tasks.Values.Any(task => task is { Place: Place.Done, Reason: "poisoned", Attempts: > 0 }))
        {
            yield return "poison after an attempt";
        }

        if (after.Flows.Values.Any(flow =>
            flow.StageSkipped > 0 && flow.Tasks[flow.Stage].Any(id => after.Tasks[id] is { Place: not Place.Done, Attempts: > 0 })))
        {
            yield return "skip and retry in a stage";
        }
    }

    [Fact]
    public void A_history_comes_back_from_its_file()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("taskue-history-").FullName, "one.history");
        var history = new HistoryFile(ServerKind.Embedded, Narrow: true, null, Histories.Draw(1, 1));
        HistoryFile.Write(path, history, 1, 1, new Failure(3, "answer of sweep", "Step 3: what was seen\n  and what should be"));

        HistoryFile read = HistoryFile.Read(path);

        Assert.Equal(history.Steps, read.Steps);
        Assert.Equal((ServerKind.Embedded, true, null), (read.Server, read.Narrow, read.Mutant));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task Shrinking_leaves_the_steps_that_break_the_rule()
    {
        Step[] history = Histories.Draw(1, 1);
        Step one = history[40], other = history[170];
        Task<Failure?> Run(IReadOnlyList<Step> steps)
        {
            int at = steps.ToList().IndexOf(other);
            return Task.FromResult(at >= 0 && steps.Take(at).Contains(one) ? new Failure(at + 1, "", "") : null);
        }

        (IReadOnlyList<Step> shrunk, _) = await Shrinker.ShrinkAsync(history, (await Run(history))!, Run, TimeSpan.FromMinutes(1));

        Assert.Equal([one, other], shrunk);
    }
}
