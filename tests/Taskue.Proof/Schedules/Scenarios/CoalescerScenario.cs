using Taskue.Proof.Fuzz;
using Taskue.Proof.Schedules.Engine;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>Many callers of one <see cref="Coalescer{TItem,TResult}"/>, whose calls take time and fail.</summary>
internal sealed class CoalescerScenario : Scenario
{
    private const int Most = 3;

    public override string Name => "coalescer";

    public override string Promise => "calls that are joined: each caller has his own answer or fault, in calls of bounded size, one at a time, in order";

    public override async Task RunAsync(Dice dice, bool pressing)
    {
        int callers = 2 + dice.Below(3), each = 1 + dice.Below(3);
        int failing = dice.Below(4);
        int underWay = 0, calls = 0;
        var seen = new List<int>();
        var coalescer = new Coalescer<int, int>(Most, async items =>
        {
            if (++underWay > 1)
            {
                Scheduler.Fail("two calls at once");
            }

            if (items.Count is 0 or > Most)
            {
                Scheduler.Fail($"a call of {items.Count}");
            }

            seen.AddRange(items);
            bool fails = ++calls == failing;
            if (!dice.OneIn(3))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1 + dice.Below(3)));
            }
            else
            {
                await Task.Yield();
            }

            underWay--;
            return fails ? throw new InvalidOperationException(string.Join(',', items)) : [.. items.Select(item => -item)];
        });
        var asked = new List<int>();
        async Task Call(int caller)
        {
            for (int i = 1; i <= each; i++)
            {
                int item = (caller * 100) + i;
                try
                {
                    asked.Add(item);
                    int answer = await coalescer.AddAsync(item);
                    if (answer != -item)
                    {
                        Scheduler.Fail($"{item} was answered {answer}");
                    }
                }
                catch (InvalidOperationException fault)
                {
                    if (!fault.Message.Split(',').Contains($"{item}"))
                    {
                        Scheduler.Fail($"{item} failed with the call of {fault.Message}");
                    }
                }
            }
        }

        Task[] all = [.. Enumerable.Range(1, callers).Select(caller => Task.Run(() => Call(caller)))];
        foreach (Task one in all)
        {
            await one.WaitAsync(Limit, VirtualClock.Instance);
        }

        if (!seen.Order().SequenceEqual(asked.Order()))
        {
            Scheduler.Fail($"asked {string.Join(' ', asked)}, called {string.Join(' ', seen)}");
        }
    }
}
