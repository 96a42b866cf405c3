using System.Diagnostics;
using System.Globalization;
using Taskue.Proof.Campaign;

namespace Taskue.Proof.Processes;

/// <summary>Real runners, producers and redis-server under load, and faults of every kind among them.</summary>
internal sealed class ProcessSection : ISection
{
    public string Name => "processes";

    public string Promise => "Killed, frozen and cut-off processes lose nothing, and no result is overwritten.";

    public async Task<SectionReport> RunAsync(CampaignOptions options, TextWriter progress, CancellationToken stopping)
    {
        long started = Stopwatch.GetTimestamp();
        var tally = new Tally();
        var violations = new List<Violation>();
        int rounds = 0, tasks = 0, flows = 0, starts = 0, waits = 0;
        while (!Done())
        {
            rounds++;
            RoundForm form = options.Short ? RoundForm.Short(options.Seed, options.Rotation) : RoundForm.Full(options.Seed, rounds, tally);
            if (await RunAsync(form, options, tally, progress, stopping) is not { } result)
            {
                break;
            }

            violations.AddRange(result.Violations.Select(text => new Violation(text)));
            (tasks, flows, starts, waits) = (tasks + result.Tasks, flows + result.Flows, starts + result.Starts, waits + result.Waits);
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  round {rounds}: {result.Tasks} tasks, {result.Starts} starts of bodies, {result.Violations.Count} violations; {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s"));
        }

        return new SectionReport(
            Name,
            [
                Figure("rounds", rounds), Figure("tasks", tasks), Figure("workflows", flows), Figure("starts of bodies", starts), Figure("waits", waits),
                new Figure("seen besides", tally.Seen(Sightings.Whole)),
            ],
            violations)
        {
            Table = new ReportTable(["fault", "injected", "tasks in flight", "seen"], [.. FaultKinds.All.Select(fault => (string[])
                [fault.Name, Number(tally.Injected(fault.Name)), Number(tally.InFlight(fault.Name)), tally.Seen(fault.Name)])]),
        };

        bool Done() => stopping.IsCancellationRequested || violations.Count > 0
            || (options.Short ? rounds == 1 : FaultKinds.All.All(fault => tally.Injected(fault.Name) >= fault.Full))
            || Stopwatch.GetElapsedTime(started) > options.Limit;
    }

    private static Figure Figure(string name, int value) => new(name, Number(value));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A round that broke a rule leaves its folder; the others leave nothing. Null if it was stopped.</summary>
    private static async Task<RoundResult?> RunAsync(RoundForm form, CampaignOptions options, Tally tally, TextWriter progress, CancellationToken stopping)
    {
        string folder = Path.Combine(options.Folder, string.Create(CultureInfo.InvariantCulture, $"processes-{options.Seed}-{form.Number}"));
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        await using var round = new Round(form, folder, tally, progress);
        RoundResult result;
        try
        {
            result = await round.RunAsync(stopping);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception fault)
        {
            result = new RoundResult([$"the round broke off: {fault}"], 0, 0, 0, 0);
        }

        if (result.Violations.Count == 0)
        {
            Directory.Delete(folder, recursive: true);
            return result;
        }

        await round.KeepAsync();
        string again = string.Create(CultureInfo.InvariantCulture,
            $"Round {form.Number} of seed {options.Seed}; what was written down lies in {folder}. The same faults again, at other moments: ./prove --only processes --seed {options.Seed}{(options.Short ? " --short" : "")}");
        return result with { Violations = [.. result.Violations, again] };
    }
}
