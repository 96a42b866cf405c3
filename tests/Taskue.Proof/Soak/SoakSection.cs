using System.Globalization;
using Taskue.Proof.Campaign;

namespace Taskue.Proof.Soak;

/// <summary>
/// A long load at half of the capacity with every feature in use: nothing is lost, memory stands still, and when retention has passed
/// nothing is left.
/// </summary>
internal sealed class SoakSection : ISection
{
    public string Name => "soak";

    public string Promise => "Under long load nothing is lost, memory stands still, and after retention nothing is left.";

    public async Task<SectionReport> RunAsync(CampaignOptions options, TextWriter progress, CancellationToken stopping)
    {
        SoakPlan plan = SoakPlan.Of(options);
        var run = new SoakRun(plan, options.Seed, progress);
        await run.RunAsync(stopping);
        IReadOnlyList<Flatness> judged = Judge(run, plan);
        if (!options.Short)
        {
            foreach (string file in await SoakCharts.WriteAsync(options.Folder, run.Sampler, run.Runners))
            {
                progress.WriteLine($"  drawn: {file}");
            }
        }

        List<Violation> violations = [.. run.Violations, .. judged.Where(one => !one.Holds).Select(one => new Violation($"{one.What} grows: {one.Text}"))];
        return new SectionReport(Name, SoakFigures.Of(run, judged), violations) { Table = SoakFigures.Table(run) };
    }

    private static IReadOnlyList<Flatness> Judge(SoakRun run, SoakPlan plan)
    {
        IReadOnlyList<Vitals> samples = run.Sampler.Samples;
        var judged = new List<Flatness?> { Of("memory of Redis", "MB", one => one.ServerMegaBytes, plan.Tolerances.ServerMegaBytes) };
        for (int i = 0; i < run.Runners.Count; i++)
        {
            int runner = i;
            string name = run.Runners[i];
            judged.Add(Of($"heap of runner '{name}'", "MB", one => one.Runners[runner].HeapMegaBytes, plan.Tolerances.HeapMegaBytes));
            judged.Add(Of($"memory of runner '{name}'", "MB", one => one.Runners[runner].MegaBytes, plan.Tolerances.ProcessMegaBytes));
            judged.Add(Of($"threads of runner '{name}'", "threads", one => one.Runners[runner].Threads, plan.Tolerances.Threads));
            judged.Add(Of($"open files of runner '{name}'", "files", one => one.Runners[runner].Files, plan.Tolerances.Files));
        }

        return [.. judged.OfType<Flatness>()];

        Flatness? Of(string what, string unit, Func<Vitals, double?> value, Tolerance tolerance) => Flatness.Of(
            what, unit, samples.Where(one => value(one) is not null).Select(one => (one.Seconds, value(one)!.Value)), plan.Load.TotalSeconds, tolerance);
    }
}
