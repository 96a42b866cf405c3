using System.Diagnostics;
using System.Globalization;
using Taskue.Proof.Campaign;
using Taskue.Proof.Schedules.Engine;
using Taskue.Proof.Schedules.Rewriting;
using Taskue.Proof.Schedules.Scenarios;

namespace Taskue.Proof.Schedules;

/// <summary>
/// The concurrency of the C#: the compiled product, with its threads, locks, clocks and awaits put under a scheduler, in thousands of orders that its
/// threads may go on in. Then the same with races planted into it, each of which must be found.
/// </summary>
internal sealed class ScheduleSection : ISection
{
    private const int ShortSchedules = 120;
    private const int FullSchedules = 10_000;
    private const int RotatingRaces = 3;
    private const int MostForRace = 10_000;
    private const int MostViolations = 3;

    /// <summary>Small enough for each place where it may be interrupted twice; the others are interrupted once.</summary>
    private const string Small = "coalescer";

    public string Name => "schedules";

    public string Promise => "What a runner keeps in memory stands, in whatever order its threads go on.";

    public async Task<SectionReport> RunAsync(CampaignOptions options, TextWriter progress, CancellationToken stopping)
    {
        await Task.Yield();
        long started = Stopwatch.GetTimestamp();
        var figures = new List<Figure>();
        var violations = new List<Violation>();
        long schedules = 0, steps = 0;
        ScheduledCopy.Run run = ScheduledCopy.Load();
        TimeSpan? each = options.Limit * (0.7 / Scenario.All.Count);
        foreach (Scenario scenario in Scenario.All)
        {
            long began = Stopwatch.GetTimestamp();
            int drawn = 0, listed = 0, broken = violations.Count;
            bool Goes() => !stopping.IsCancellationRequested && violations.Count < broken + MostViolations && !(Stopwatch.GetElapsedTime(began) > each);
            for (; drawn < (options.Short ? ShortSchedules : FullSchedules) && Goes(); drawn++)
            {
                Look(scenario, drawn, run.Of(scenario.Name, options.Seed, drawn));
            }

            foreach (Schedule schedule in options.Short && scenario.Name != Small ? []
                : Interruptions.Explore(scenario.Name == Small && !options.Short ? 2 : 1, deviations => run.Of(scenario.Name, options.Seed, 0, deviations)).TakeWhile(_ => Goes()))
            {
                listed++;
                Look(scenario, 0, schedule);
            }

            schedules += drawn + listed;
            figures.Add(new Figure(scenario.Name, string.Create(CultureInfo.InvariantCulture, $"{drawn:N0} drawn, {listed:N0} listed: {scenario.Promise}")));
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {scenario.Name}: {drawn:N0} schedules drawn, {listed:N0} listed, in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s, {violations.Count - broken} violations"));
        }

        IReadOnlyList<PlantedRace> all = PlantedRace.All;
        PlantedRace[] races = options.Short ? [.. Enumerable.Range(0, RotatingRaces).Select(i => all[((options.Rotation * RotatingRaces) + i) % all.Count])] : [.. all];
        var rows = new List<IReadOnlyList<string>>();
        foreach (PlantedRace race in races)
        {
            (Schedule? found, int after) = Catch(race, options.Seed, stopping);
            rows.Add([race.Name, race.Scenario, race.Breaks, found?.Violation is { } by ? FirstLine(by) : "NOTHING", after.ToString(CultureInfo.InvariantCulture)]);
            progress.WriteLine($"  {race.Name}: {rows[^1][3]}, after {after} schedules");
            if (found is null && !stopping.IsCancellationRequested)
            {
                violations.Add(new Violation($"'{race.Name}' survived {after} schedules: nothing noticed that it breaks \"{race.Breaks}\""));
            }
        }

        return new SectionReport(
            Name,
            [
                new Figure("schedules", Number(schedules)), new Figure("points passed", Number(steps)),
                new Figure("a second", Number((long)(schedules / Stopwatch.GetElapsedTime(started).TotalSeconds))),
                .. figures,
                new Figure("races planted", Number(all.Count)), new Figure("run", Number(races.Length)), new Figure("found", Number(rows.Count(row => row[3] != "NOTHING"))),
            ],
            violations)
        {
            Table = new ReportTable(["planted race", "scenario", "breaks", "found by", "after schedules"], rows),
        };

        void Look(Scenario scenario, int number, Schedule schedule)
        {
            steps += schedule.Steps;
            if (schedule.Violation is not null)
            {
                violations.Add(Report(scenario.Name, number, schedule));
            }
        }

        Violation Report(string scenario, int number, Schedule schedule)
        {
            Schedule shrunk = ScheduleShrinker.Shrink(schedule, deviations => run.Of(scenario, options.Seed, number, deviations));
            string path = new ScheduleFile(scenario, options.Seed, number, null, shrunk.Deviations).Write(options.Folder, shrunk.Violation!);
            return new Violation($"{scenario}, schedule {number}, {shrunk.Deviations.Count} of {schedule.Deviations.Count} deviations: {shrunk.Violation}\n{shrunk.Trace}", path);
        }
    }

    /// <summary>Runs schedules of the product with a race in it until one breaks a rule.</summary>
    public static (Schedule? Found, int After) Catch(PlantedRace race, ulong seed, CancellationToken stopping = default)
    {
        ScheduledCopy.Run run = ScheduledCopy.Load(race);
        for (int number = 0; number < MostForRace && !stopping.IsCancellationRequested; number++)
        {
            if (run.Of(race.Scenario, seed, number) is { Violation: not null } found)
            {
                return (found, number + 1);
            }
        }

        return (null, MostForRace);
    }

    private static string FirstLine(string text) => text.Split('\n')[0] is { Length: > 100 } line ? line[..100] + "…" : text.Split('\n')[0];

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
