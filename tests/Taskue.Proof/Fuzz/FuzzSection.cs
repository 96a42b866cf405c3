using System.Globalization;
using Taskue.Proof.Campaign;

namespace Taskue.Proof.Fuzz;

/// <summary>
/// Bad input: everything that comes from outside is fed rubbish, made of valid samples from a seed. It is taken, or refused with an error of
/// its own: no other exception, no hang, no memory for what is only announced, no assembly loaded because a text names it. Then records of a
/// real store are damaged.
/// </summary>
internal sealed class FuzzSection : ISection
{
    private const int ShortInputs = 30;
    private const int FullInputs = 1_000;
    private const int ShortRounds = 60;
    private const int FullRounds = 1_000;

    public string Name => "fuzz";

    public string Promise => "Whatever comes in from outside is taken or refused with a typed error; a damaged record harms itself alone.";

    public async Task<SectionReport> RunAsync(CampaignOptions options, TextWriter progress, CancellationToken stopping)
    {
        var rows = new List<IReadOnlyList<string>>();
        var violations = new List<Violation>();
        long all = 0;
        int shares = FuzzTargets.All.Sum(target => target.Share);
        foreach (FuzzTarget target in FuzzTargets.All)
        {
            var run = new FuzzRun(target, options.Seed, options.Folder);
            await run.RunAsync((long)target.Share * (options.Short ? ShortInputs : FullInputs), options.Limit * (0.8 * target.Share / shares), stopping);
            all += run.Inputs;
            violations.AddRange(run.Violations);
            rows.Add([target.Name, Number(run.Inputs), Number(run.Accepted), Number(run.Refused), Number(run.Violations.Count), run.Refusals]);
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {target.Name}: {run.Inputs:N0} inputs in {run.Took.TotalSeconds:F1} s, {run.Accepted:N0} accepted, {run.Violations.Count} violations"));
        }

        var damage = new DamageRun(options.Seed);
        await damage.RunAsync(options.Short ? ShortRounds : FullRounds, options.Limit * 0.2, stopping);
        violations.AddRange(damage.Violations);
        return new SectionReport(
            Name,
            [
                new Figure("inputs", Number(all)),
                new Figure("records damaged on redis-server", Number(damage.Damaged)),
                new Figure("quarantined with their bytes", Number(damage.Quarantined)),
                new Figure("calls made on damaged stores", Number(damage.Calls)),
            ],
            violations)
        {
            Table = new ReportTable(["target", "inputs", "accepted", "refused", "violations", "refused by"], rows),
        };
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
