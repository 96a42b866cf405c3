namespace Taskue.ProcessHost;

/// <summary>Draws what producers enqueue.</summary>
internal sealed class LoadPlan(Random dice)
{
    private const int MostFailures = 3;

    private readonly (int Weight, Func<Job> Draw)[] kinds =
    [
        (34, () => new Job { Kind = "quick", Lines = dice.Next(3) }),
        (20, () => new Job { Kind = "sleep", Milliseconds = dice.Next(20, 200), Lines = dice.Next(4) }),
        (10, () => new Job { Kind = "awaiting", Milliseconds = dice.Next(20, 300), Awaits = true, Lines = dice.Next(4) }),
        (8, () => new Job { Kind = "slow", Milliseconds = dice.Next(500, 1500), Lines = 2 }),
        (10, () => Flaky(dice)),
        (5, () => Failing(dice)),
        (2, () => new Job { Kind = "late", Milliseconds = 60_000, Timeout = dice.Next(100, 400), Retries = dice.Next(2), Awaits = dice.Next(2) == 0 }),
        (5, () => new Job { Kind = "once", Milliseconds = dice.Next(300), Once = true, Lines = 1 }),
        (4, () => new Job { Kind = "chatty", Milliseconds = dice.Next(100), Lines = dice.Next(50, 500) }),
        (Features.Shells ? 1 : 0, () => new Job { Kind = Job.Shell, Lines = dice.Next(1, 5) }),
    ];

    public Job Single()
    {
        int at = dice.Next(kinds.Sum(kind => kind.Weight));
        foreach ((int weight, Func<Job> draw) in kinds)
        {
            if ((at -= weight) < 0)
            {
                return draw();
            }
        }

        throw new InvalidOperationException("The weights do not add up.");
    }

    /// <summary>Two to five stages of one to six tasks, some of which fail, are allowed to, or run only after a failure.</summary>
    public IReadOnlyList<IReadOnlyList<Job>> Workflow()
    {
        int stages = dice.Next(2, 6);
        return [.. Enumerable.Range(0, stages).Select(_ => (IReadOnlyList<Job>)[.. Enumerable.Range(0, dice.Next(1, 7)).Select(_ => OfWorkflow())])];
    }

    private Job OfWorkflow() => Single() with
    {
        When = dice.Next(6) switch { 0 => RunWhen.Always, 1 => RunWhen.OnFailure, _ => RunWhen.OnSuccess },
        AllowFailure = dice.Next(4) == 0,
    };

    private static Job Flaky(Random dice)
    {
        int failures = dice.Next(1, MostFailures + 1);
        return new Job { Kind = "flaky", Milliseconds = dice.Next(60), Failures = failures, Retries = failures + dice.Next(2), Lines = 1 };
    }

    private static Job Failing(Random dice)
    {
        int retries = dice.Next(MostFailures);
        return new Job { Kind = "failing", Milliseconds = dice.Next(60), Failures = retries + 1, Retries = retries, Lines = 1 };
    }
}
