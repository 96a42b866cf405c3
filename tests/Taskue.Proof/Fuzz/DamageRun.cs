using System.Globalization;
using Taskue.Proof.Campaign;
using Taskue.Proof.Model;
using Taskue.TestSupport;

namespace Taskue.Proof.Fuzz;

/// <summary>Records of a real store are overwritten with rubbish, one a round; then everything is called.</summary>
internal sealed class DamageRun(ulong seed)
{
    private const int MostViolations = 3;

    public int Damaged { get; private set; }

    public int Quarantined { get; private set; }

    public int Calls { get; private set; }

    public List<Violation> Violations { get; } = [];

    public async Task RunAsync(int rounds, TimeSpan? limit, CancellationToken stopping)
    {
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        await using Bench bench = await Bench.OpenAsync(ServerKind.Redis);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int round = 0; round < rounds && Violations.Count < MostViolations && !stopping.IsCancellationRequested; round++)
        {
            if (System.Diagnostics.Stopwatch.GetElapsedTime(started) > limit)
            {
                break;
            }

            var room = new DamagedRoom(bench.Connection, Dice.Of(seed, "damage", round));
            await room.RunAsync();
            Damaged++;
            Quarantined += room.Quarantined;
            Calls += room.Calls;
            foreach ((string call, string text) in room.Faults.Where(fault => seen.Add(fault.Call)))
            {
                Violations.Add(new Violation(string.Create(CultureInfo.InvariantCulture, $"damage, round {round} of seed {seed}: {room.Damage}\n{call}: {text}")));
            }
        }
    }
}
