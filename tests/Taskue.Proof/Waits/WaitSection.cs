using System.Diagnostics;
using System.Globalization;
using Taskue.Proof.Campaign;

namespace Taskue.Proof.Waits;

/// <summary>
/// Thousands of waits over links and servers that fail in every way. The bound of each is counted in reminders, which come when the trial says so. Then the
/// same with defects planted into the waiting, each of which must be found.
/// </summary>
internal sealed class WaitSection : ISection
{
    /// <summary>How often a client asks for everything again: what the bounds of docs/reliability.md are derived from.</summary>
    public static readonly TimeSpan Reminder = TimeSpan.FromSeconds(10);

    private const int ShortWaiters = 2_400;
    private const int FullWaiters = 12_000;
    private const int FullTimes = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PlantedPatience = TimeSpan.FromSeconds(5);

    public string Name => "waits";

    public string Promise => "Every wait is answered, by its message, at a reconnect, or by a reminder.";

    public async Task<SectionReport> RunAsync(CampaignOptions options, TextWriter progress, CancellationToken stopping)
    {
        long started = Stopwatch.GetTimestamp();
        int waiters = options.Short ? ShortWaiters : FullWaiters, all = 0;
        var violations = new List<Violation>();
        var rows = new Dictionary<string, (int Times, int Reminders)>(StringComparer.Ordinal);
        int most = options.Short ? 1 : FullTimes;
        for (int time = 0; time < most && violations.Count == 0 && !(Stopwatch.GetElapsedTime(started) > options.Limit); time++)
        {
            foreach (Trial trial in Trial.All.TakeWhile(_ => !stopping.IsCancellationRequested))
            {
                long began = Stopwatch.GetTimestamp();
                (string[] broken, int reminders) = await WaitLab.RunAsync(trial.Name, waiters, Patience);
                (int times, int before) = rows.GetValueOrDefault(trial.Name);
                rows[trial.Name] = (times + 1, Math.Max(before, reminders));
                all += waiters;
                violations.AddRange(broken.Select(text => new Violation($"{trial.Name}: {text}")));
                progress.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {trial.Name}: {waiters} waits, {reminders} reminders, {broken.Length} violations; {Seconds(began):F1} s"));
            }
        }

        IReadOnlyList<PlantedWait> defects = PlantedWait.All;
        PlantedWait[] planted = options.Short ? [defects[options.Rotation % defects.Count]] : [.. defects];
        var found = new List<string>();
        foreach (PlantedWait defect in planted.TakeWhile(_ => !stopping.IsCancellationRequested))
        {
            (string[] broken, _) = await defect.Load()(defect.Trial, ShortWaiters, PlantedPatience);
            progress.WriteLine($"  planted: {defect.Name}: {broken.FirstOrDefault("NOTHING")}");
            if (broken.Length > 0)
            {
                found.Add(defect.Name);
            }
            else
            {
                violations.Add(new Violation($"'{defect.Name}' was planted, and nothing noticed that it breaks \"{defect.Breaks}\""));
            }
        }

        return new SectionReport(
            Name,
            [new Figure("waits", Number(all)), new Figure("planted defects caught", found.Count == 0 ? "none" : string.Join(", ", found))],
            violations)
        {
            Table = new ReportTable(["trial", "times", "reminders", "shows"], [.. Trial.All.Select(trial => (string[])
                [trial.Name, Number(rows.GetValueOrDefault(trial.Name).Times), Number(rows.GetValueOrDefault(trial.Name).Reminders), trial.Promise])]),
        };
    }

    private static double Seconds(long began) => Stopwatch.GetElapsedTime(began).TotalSeconds;

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
