using System.Diagnostics;
using System.Globalization;
using Taskue.Proof.Campaign;

namespace Taskue.Proof.Processes;

/// <summary>
/// Real runners, producers and redis-server under load, and faults of every kind among them. The full form proves itself first, by planted defects; then it goes on until
/// each kind of fault has reached its figure.
/// </summary>
internal sealed class ProcessSection : ISection
{
    /// <summary>In how many rounds a planted defect must be caught.</summary>
    private const int MostPlanted = 4;

    public string Name => "processes";

    public string Promise => "Killed, frozen and cut-off processes lose nothing, and no result is overwritten.";

    public async Task<SectionReport> RunAsync(CampaignOptions options, TextWriter progress, CancellationToken stopping)
    {
        long started = Stopwatch.GetTimestamp();
        var tally = new Tally();
        var rounds = new Rounds(options, progress, stopping);
        var violations = new List<Violation>();
        var results = new List<RoundResult>();
        List<string> caught = options.Short ? [] : await CatchAsync(options, rounds, progress, violations);
        while (!stopping.IsCancellationRequested && violations.Count == 0 && (results.Count == 0 || !Enough()))
        {
            RoundForm form = options.Short ? RoundForm.Short(options.Seed, options.Rotation) : RoundForm.Full(options.Seed, results.Count + 1, tally);
            if (await rounds.RunAsync(form, tally) is { } result)
            {
                results.Add(result);
                violations.AddRange(result.Violations.Select(text => new Violation(text)));
                progress.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  round {form.Name}: {result.Tasks} tasks, {result.Starts} starts of bodies, {result.Violations.Count} violations; {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s in all"));
            }
        }

        return new SectionReport(
            Name,
            [
                Figure("rounds", results.Count), Figure("tasks", results.Sum(one => one.Tasks)), Figure("workflows", results.Sum(one => one.Flows)),
                Figure("starts of bodies", results.Sum(one => one.Starts)), Figure("waits", results.Sum(one => one.Waits)),
                new Figure("seen besides", tally.Seen(Sightings.Whole)),
                .. caught.Count > 0 ? (Figure[])[new Figure("planted defects caught", string.Join("; ", caught))] : [],
            ],
            violations)
        {
            Table = new ReportTable(["fault", "injected", "tasks in flight", "seen"], [.. FaultKinds.All.Select(fault => (string[])
                [fault.Name, Number(tally.Injected(fault.Name)), Number(tally.InFlight(fault.Name)), tally.Seen(fault.Name)])]),
        };

        bool Enough() => options.Short || Stopwatch.GetElapsedTime(started) > options.Limit
            || FaultKinds.All.All(fault => tally.Injected(fault.Name) >= fault.Full);
    }

    /// <summary>Runs rounds with each planted defect until one breaks a rule, as it depends on the moment whether a fault hits; what caught it.</summary>
    private static async Task<List<string>> CatchAsync(CampaignOptions options, Rounds rounds, TextWriter progress, List<Violation> violations)
    {
        var caught = new List<string>();
        foreach (PlantedDefect defect in PlantedDefects.All)
        {
            IReadOnlyList<string> broken = [];
            for (int number = 1; number <= MostPlanted && broken.Count == 0; number++)
            {
                if (await rounds.RunAsync(RoundForm.Planted(options.Seed, number, defect), new Tally()) is not { } result)
                {
                    return caught;
                }

                broken = [.. result.Violations.Where(text => !text.StartsWith(Rounds.BrokeOff, StringComparison.Ordinal))];
            }

            if (broken.Count == 0)
            {
                violations.Add(new Violation($"'{defect.Name}' was planted, and in {MostPlanted} rounds nothing noticed that it breaks \"{defect.Breaks}\""));
                continue;
            }

            caught.Add($"{defect.Name} ({string.Join(", ", broken.Select(text => text.Split(": ")[0]).Distinct())})");
            progress.WriteLine($"  planted, and caught: {defect.Name}: {broken[0]}");
        }

        return caught;
    }

    private static Figure Figure(string name, int value) => new(name, Number(value));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
