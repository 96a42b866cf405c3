using System.Diagnostics;
using System.Globalization;
using Taskue.Proof.Campaign;
using Taskue.Proof.Schedules.Engine;
using Taskue.Proof.Schedules.Rewriting;
using Taskue.Proof.Schedules.Scenarios;

namespace Taskue.Proof.Schedules;

internal sealed class ScheduleSection : ISection
{
    public string Name => "schedules";

    public string Promise => "The runner's own state stands in whatever order its threads go on.";

    public Task<SectionReport> RunAsync(CampaignOptions options, TextWriter progress, CancellationToken stopping)
    {
        ScheduledCopy.Run run = ScheduledCopy.Load();
        var violations = new List<Violation>();
        foreach (Scenario scenario in Scenario.All)
        {
            long started = Stopwatch.GetTimestamp(), steps = 0, decisions = 0;
            int most = options.Short ? 300 : 10_000, number = 0;
            for (; number < most && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30) && violations.Count < 3; number++)
            {
                Schedule schedule = run.Of(scenario.Name, options.Seed, number);
                steps += schedule.Steps;
                decisions += schedule.Decisions;
                if (schedule.Violation is { } broken)
                {
                    Schedule again = run.Of(scenario.Name, options.Seed, number, schedule.Deviations);
                    violations.Add(new Violation($"{scenario.Name} {number}: {broken}\n{schedule.Trace}\nagain: {again.Violation == broken} {again.Trace == schedule.Trace}"));
                }
            }

            progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {scenario.Name}: {number} schedules, {steps} steps, {decisions} decisions, {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s"));
        }

        return Task.FromResult(new SectionReport(Name, [], violations));
    }
}
