using System.Diagnostics;
using System.Globalization;

namespace Taskue.Bench;

/// <summary>What was measured of whom: the rounds of each figure, and what failed.</summary>
internal sealed class PeerBoard(IReadOnlyList<Peer> peers)
{
    private readonly Dictionary<(string Peer, string Setting, string What), List<double>> all = [];
    private readonly List<string> faults = [];
    private readonly long begun = Stopwatch.GetTimestamp();

    public IReadOnlyList<Peer> Peers => peers;

    public IReadOnlyList<string> Faults => faults;

    /// <summary>Every setting in order, then again, A B A B …; one that fails leaves the others their figures.</summary>
    public async Task InTurnsAsync(int rounds, Func<Peer, IEnumerable<PeerSetting>> settings, string what, Func<Peer, PeerSetting, Task> measure)
    {
        for (int round = 0; round < rounds; round++)
        {
            foreach (Peer peer in peers)
            {
                foreach (PeerSetting setting in settings(peer))
                {
                    Console.WriteLine($"  {Stopwatch.GetElapsedTime(begun).TotalSeconds,4:0} s  {what}: {peer.Name}, {setting.Label}, round {round + 1}");
                    try
                    {
                        await measure(peer, setting);
                    }
                    catch (Exception fault)
                    {
                        faults.Add($"{peer.Name}, {setting.Label}, {what}: {fault.Message}");
                        await Console.Error.WriteLineAsync(faults[^1]);
                    }
                }
            }
        }
    }

    public void Add(Peer peer, PeerSetting setting, string what, params double[] values)
    {
        if (!all.TryGetValue((peer.Key, setting.Label, what), out List<double>? list))
        {
            all[(peer.Key, setting.Label, what)] = list = [];
        }

        list.AddRange(values);
    }

    public Sample? Of(Peer peer, PeerSetting setting, string what) => all.TryGetValue((peer.Key, setting.Label, what), out List<double>? list) ? new Sample(list) : null;

    /// <summary>The setting that drained fastest; the likely one where drains were not measured.</summary>
    public PeerSetting Best(Peer peer) => peer.Settings.MaxBy(setting => Of(peer, setting, "drain_per_s")?.Median ?? (setting.LikelyBest ? 0 : -1))!;

    /// <summary>The default and the best, once where they are the same.</summary>
    public IEnumerable<PeerSetting> DefaultAndBest(Peer peer) => new[] { peer.Default, Best(peer) }.Distinct();

    /// <summary>The median, with the lowest and the highest where there were several.</summary>
    public string Cell(Peer peer, PeerSetting setting, string what) => Of(peer, setting, what) is not { } sample ? "–"
        : sample.Count == 1 ? Text(sample.Median) : $"{Text(sample.Median)} ({Text(sample.Low)}–{Text(sample.High)})";

    /// <summary>A part of pooled samples; nothing where they are too few for it.</summary>
    public string Quantile(Peer peer, PeerSetting setting, string what, double part) =>
        Of(peer, setting, what) is { } sample && sample.Count * (1 - part) >= 1 ? Text(sample.At(part)) : "–";

    private static string Text(double value) => value.ToString(Math.Abs(value) switch { >= 100 => "#,0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);
}
