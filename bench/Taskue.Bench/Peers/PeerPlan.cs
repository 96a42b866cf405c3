namespace Taskue.Bench;

/// <summary>How much is measured of each peer.</summary>
internal sealed record PeerPlan
{
    public static PeerPlan Full { get; } = new();

    public static PeerPlan Quick { get; } = new()
    {
        Rounds = 1,
        ConditionRounds = 1,
        Scale = 0.3,
        Window = TimeSpan.FromSeconds(1.2),
        LatencyCount = 150,
        LatencyLimit = TimeSpan.FromSeconds(2),
        RecoveryCap = TimeSpan.Zero,
        AllSettings = false,
    };

    public static PeerPlan Tiny { get; } = Quick with
    {
        Scale = 0.01,
        Window = TimeSpan.FromSeconds(0.5),
        LatencyCount = 20,
        RecoveryCap = TimeSpan.FromSeconds(20),
    };

    public int Rounds { get; init; } = 3;

    /// <summary>Rounds under each of the other conditions.</summary>
    public int ConditionRounds { get; init; } = 2;

    /// <summary>Which part of a setting's tasks is queued.</summary>
    public double Scale { get; init; } = 0.8;

    /// <summary>How long workers drain at most.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(2.5);

    public int LatencyCount { get; init; } = 350;

    public TimeSpan LatencyLimit { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a killed worker's tasks are waited for; zero leaves that out.</summary>
    public TimeSpan RecoveryCap { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Whether all settings are tried; otherwise the default, and the one that is likely the best.</summary>
    public bool AllSettings { get; init; } = true;

    public IEnumerable<PeerSetting> SettingsOf(Peer peer) => AllSettings ? peer.Settings : peer.Settings.Where(setting => setting == peer.Default || setting.LikelyBest);

    /// <summary>How many tasks are queued: no more than can run within the window.</summary>
    public int CountOf(PeerSetting setting, string body)
    {
        double most = body switch
        {
            "cpu" => 1000 * Environment.ProcessorCount * Window.TotalSeconds,
            "await" => 100 * setting.Slots * Window.TotalSeconds,
            _ => double.MaxValue,
        };
        return (int)Math.Max(20, Math.Min(setting.Tasks * Scale, most));
    }

    public int Part(int count) => Math.Max(5, (int)(count * Scale));
}
