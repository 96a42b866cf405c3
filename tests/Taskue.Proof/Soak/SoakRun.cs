using System.Diagnostics;
using Taskue.Proof.Campaign;

namespace Taskue.Proof.Soak;

/// <summary>One soak: find the capacity, load half of it, let it end, let retention pass, and look at what is left.</summary>
internal sealed class SoakRun(SoakPlan plan, ulong seed, TextWriter progress)
{
    /// <summary>Tasks and calls under way while the capacity is measured: enough that no runner ever waits.</summary>
    private const int FlatOut = 4_000;

    public List<Violation> Violations { get; } = [];

    public double Capacity { get; private set; }

    public double Rate { get; private set; }

    public Ledger Ledger { get; private set; } = null!;

    public Audit Audit { get; private set; } = null!;

    public Sampler Sampler { get; private set; } = null!;

    public IReadOnlyList<string> Runners { get; private set; } = [];

    /// <summary>What the server used before the first task, and after the last was gone, in MB.</summary>
    public double Before { get; private set; }

    public double After { get; private set; }

    /// <summary>From the end of the load until the last task had ended, and from there until nothing was left.</summary>
    public TimeSpan Drained { get; private set; }

    public TimeSpan Gone { get; private set; }

    public async Task RunAsync(CancellationToken stopping)
    {
        await using SoakRig rig = await SoakRig.StartAsync(plan.Retention);
        Runners = [.. rig.Runners.Select(runner => runner.Name)];
        Before = (await rig.Server.Gauge.ReadAsync()).Bytes / Sampler.MegaByte;
        await WithAuditAsync(rig, async producer => Capacity = await producer.MeasureAsync(plan.WarmUp, plan.Measured, FlatOut, stopping), stopping);
        Rate = Math.Min(Capacity / 2, plan.MostPerSecond);
        progress.WriteLine(FormattableString.Invariant($"  capacity {Capacity:N0} units/s; {Rate:N0} units/s for {plan.Load}"));
        await WithAuditAsync(rig, async producer =>
        {
            Sampler = new Sampler(rig, Ledger, plan, progress);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            Task sampling = Sampler.RunAsync(over.Token);
            await await Task.WhenAny(producer.RunAsync(Rate, plan.Load, stopping), sampling);
            await over.CancelAsync();
            await sampling;
        }, stopping);
        await LeaveNothingAsync(rig, stopping);
        foreach (string fault in await rig.StopRunnersAsync())
        {
            Violations.Add(new Violation(fault));
        }

        await rig.Client.DeleteNamespaceAsync(rig.Client.Namespace, force: true, stopping);
        foreach (string key in await Residue.KeysAsync(rig.Server.Connection, rig.Client.Namespace))
        {
            Violations.Add(new Violation($"the key {key} is left of a deleted namespace"));
        }
    }

    // Everything that the producer has sent is followed to its end.
    private async Task WithAuditAsync(SoakRig rig, Func<Producer, Task> load, CancellationToken stopping)
    {
        Ledger = new Ledger(rig.Client);
        Audit = new Audit(Ledger, plan.Retention);
        var producer = new Producer(Ledger, seed);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task auditing = Audit.RunAsync(over.Token);
        try
        {
            await await Task.WhenAny(load(producer), auditing);
            long start = Stopwatch.GetTimestamp();
            while ((Ledger.Outstanding > 0 || producer.InFlight > 0) && Stopwatch.GetElapsedTime(start) < plan.Patience && !auditing.IsCompleted)
            {
                await Task.Delay(50, stopping);
            }

            Drained = Stopwatch.GetElapsedTime(start);
        }
        finally
        {
            await over.CancelAsync();
            await auditing;
        }

        Violations.AddRange(Ledger.FaultTexts.Select(text => new Violation(text)));
        if (Ledger.Outstanding > 0 || producer.InFlight > 0)
        {
            Violations.Add(new Violation(FormattableString.Invariant(
                $"{Ledger.Outstanding} tasks and workflows have not ended, and {producer.InFlight} calls and waits are not answered, {plan.Patience.TotalSeconds:0} s after the load: {Open()}")));
        }
    }

    private string Open() => string.Join(", ", Ledger.TakeExpected().Take(10).Select(one => $"{one.Kind.Name} {one.Id}"));

    // The runners live on: what retention has passed is theirs to take away.
    private async Task LeaveNothingAsync(SoakRig rig, CancellationToken stopping)
    {
        string name = rig.Client.Namespace;
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<string> left;
        while ((left = Residue.Of(await Residue.KeysAsync(rig.Server.Connection, name))).Count > 0 && Stopwatch.GetElapsedTime(start) < plan.Retention + plan.Patience)
        {
            await Task.Delay(200, stopping);
        }

        Gone = Stopwatch.GetElapsedTime(start);
        After = (await rig.Server.Gauge.ReadSettledAsync()).Bytes / Sampler.MegaByte;
        foreach (string key in left)
        {
            Violations.Add(new Violation($"left after retention: {await Residue.DescribeAsync(rig.Server.Connection, name, key)}"));
        }
    }
}
