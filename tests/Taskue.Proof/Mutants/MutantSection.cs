using System.Collections.Concurrent;
using System.Globalization;
using Taskue.Proof.Campaign;
using Taskue.Proof.Model;
using Taskue.TestSupport;

namespace Taskue.Proof.Mutants;

/// <summary>
/// The proof proves itself first: each planted defect is run against the model's histories until it is caught. The short form takes five, by
/// the day others; the full one all of them.
/// </summary>
internal sealed class MutantSection : ISection
{
    private const int Rotating = 5;
    private const int MostSteps = 30_000;

    public string Name => "mutants";

    public string Promise => "The proof notices what is broken: each planted defect is caught.";

    public async Task<SectionReport> RunAsync(CampaignOptions options, TextWriter progress, CancellationToken stopping)
    {
        IReadOnlyList<Mutant> all = Planted.All;
        Mutant[] chosen = options.Short ? [.. Enumerable.Range(0, Rotating).Select(i => all[((options.Rotation * Rotating) + i) % all.Count])] : [.. all];
        progress.WriteLine($"  {string.Join(", ", chosen.Select(mutant => mutant.Name))}");
        var caught = new ConcurrentDictionary<string, (Failure? Failure, int Steps, int Histories)>(StringComparer.Ordinal);
        var waiting = new ConcurrentQueue<Mutant>(chosen);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));

        return new SectionReport(
            Name,
            [
                new Figure("planted", all.Count.ToString(CultureInfo.InvariantCulture)),
                new Figure("run", chosen.Length.ToString(CultureInfo.InvariantCulture)),
                new Figure("caught", caught.Values.Count(one => one.Failure is not null).ToString(CultureInfo.InvariantCulture)),
            ],
            [.. chosen.Where(mutant => caught.GetValueOrDefault(mutant.Name).Failure is null).Select(mutant =>
                new Violation($"'{mutant.Name}' survived {caught.GetValueOrDefault(mutant.Name).Steps} steps: nothing noticed that it breaks \"{mutant.Breaks}\""))])
        {
            Table = new ReportTable(["planted defect", "in", "breaks", "caught by", "steps"], [.. chosen.Select(mutant => Row(mutant, caught.GetValueOrDefault(mutant.Name)))]),
        };

        async Task WorkAsync()
        {
            await using Bench bench = await Bench.OpenAsync(ServerKind.Redis);
            while (!stopping.IsCancellationRequested && waiting.TryDequeue(out Mutant? mutant))
            {
                caught[mutant.Name] = await CatchAsync(bench, mutant, options.Seed, stopping);
                progress.WriteLine($"  {mutant.Name}: {caught[mutant.Name].Failure?.By ?? "NOTHING"} after {caught[mutant.Name].Steps} steps");
            }
        }
    }

    private static IReadOnlyList<string> Row(Mutant mutant, (Failure? Failure, int Steps, int Histories) found) =>
        [mutant.Name, mutant.Where, mutant.Breaks, found.Failure?.By ?? "NOTHING", found.Steps.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Runs histories with all checks after each step, until one of them breaks.</summary>
    private static async Task<(Failure? Failure, int Steps, int Histories)> CatchAsync(Bench bench, Mutant mutant, ulong seed, CancellationToken stopping)
    {
        int steps = 0;
        for (int number = 1; ; number++)
        {
            using var run = new HistoryRun(bench, new RunForm(Narrow: number % 3 == 0, LookEvery: 1, mutant));
            Failure? failure = await run.RunAsync(Histories.Draw(seed, number));
            steps += run.Calls;
            if (failure is not null || steps > MostSteps || stopping.IsCancellationRequested)
            {
                return (failure, steps, number);
            }
        }
    }
}
