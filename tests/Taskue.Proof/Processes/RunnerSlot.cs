using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>A runner process and who starts it again: as a supervisor would, at once, whatever ended it. What should not have ended it is a violation.</summary>
internal sealed class RunnerSlot
{
    private const int RefusedAtStart = 4;

    /// <summary>How names of runners end that are of the released version.</summary>
    private const string ReleasedMark = "-old";

    /// <summary>What may refuse a start in passing: the server is away or full, or an earlier process's last heartbeat came late.</summary>
    private static readonly string[] Passing = [ErrorCodes.StoreUnavailable, ErrorCodes.StoreFull, ErrorCodes.RunnerNameTaken];

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly string address;
    private readonly IReadOnlyList<string> settings;
    private readonly Action<string> broken;
    private readonly List<ChildProcess> lives = [];
    private readonly List<(string Name, long AtMs, string Fault)> fates = [];
    private readonly Lock gate = new();
    private readonly Task supervised;
    private ChildProcess? process;
    private string name;
    private int names;
    private bool keepsName;
    private string? hitBy;
    private bool closing;
    private bool taken;

    /// <param name="number">Which of the round's runners it is.</param>
    /// <param name="address">Where it connects to.</param>
    /// <param name="settings">The host's settings but for the name.</param>
    /// <param name="broken">Told what should not have happened.</param>
    public RunnerSlot(int number, string address, IReadOnlyList<string> settings, Action<string> broken)
    {
        Number = number;
        this.address = address;
        this.settings = settings;
        this.broken = broken;
        name = NextName_NeedsLock();
        supervised = SuperviseAsync();
    }

    public int Number { get; }

    /// <summary>What its next processes are of.</summary>
    public string Program { private get; set; } = HostProcess.Program;

    /// <summary>Whether the runner of a name was of the released version, which keeps no logs and runs no shells.</summary>
    public static bool IsReleased(string runner) => runner.EndsWith(ReleasedMark, StringComparison.Ordinal);

    /// <summary>The name of the present process; what the store knows it by.</summary>
    public string Name
    {
        get
        {
            lock (gate)
            {
                return name;
            }
        }
    }

    /// <summary>Whether it is registered, and no fault has it in hand.</summary>
    public bool IsHealthy
    {
        get
        {
            lock (gate)
            {
                return !taken && IsStarted_NeedsLock();
            }
        }
    }

    /// <summary>The fault that hit the runner of a name last before a moment, Unix milliseconds.</summary>
    public string? FateOf(string runner, long beforeMs)
    {
        lock (gate)
        {
            return fates.LastOrDefault(fate => fate.Name == runner && fate.AtMs <= beforeMs).Fault;
        }
    }

    /// <summary>Says that a fault hits it.</summary>
    public void Hit(string fault)
    {
        lock (gate)
        {
            fates.Add((name, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), fault));
        }
    }

    /// <summary>Every process that it was, the first one first.</summary>
    public IReadOnlyList<ChildProcess> Lives
    {
        get
        {
            lock (gate)
            {
                return [.. lives];
            }
        }
    }

    /// <summary>Takes it in hand, if it is healthy: nobody else hits it until <see cref="Release"/>.</summary>
    public ChildProcess? TryTake()
    {
        lock (gate)
        {
            if (taken || !IsStarted_NeedsLock())
            {
                return null;
            }

            taken = true;
            return process;
        }
    }

    public void Release()
    {
        lock (gate)
        {
            taken = false;
        }
    }

    /// <summary>Says that its process is about to be ended by a fault, and whether the next one takes the same name.</summary>
    public void Doom(string fault, bool sameName)
    {
        Hit(fault);
        lock (gate)
        {
            hitBy = fault;
            keepsName = sameName;
        }
    }

    /// <summary>Stops it in good order, and starts it no more.</summary>
    public async Task CloseAsync(TimeSpan limit)
    {
        ChildProcess? present;
        lock (gate)
        {
            closing = true;
            present = process;
        }

        if (present is { HasExited: false })
        {
            await present.SignalAsync(ProcessSignal.Terminate);
        }

        await supervised.WaitAsync(limit);
    }

    /// <summary>Ends it at once.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            closing = true;
        }

        foreach (ChildProcess life in Lives)
        {
            await life.DisposeAsync();
        }
    }

    private async Task SuperviseAsync()
    {
        while (true)
        {
            ChildProcess present;
            lock (gate)
            {
                if (closing)
                {
                    return;
                }

                hitBy = null;
                present = process = HostProcess.Start(Program, ["role=runner", $"redis={address}", $"name={name}", .. settings]);
                lives.Add(present);
            }

            int code = await present.WaitForExitAsync(Timeout.InfiniteTimeSpan);
            lock (gate)
            {
                bool refused = code == RefusedAtStart && !Started(present) && Passing.Any(passing => Last(present).Contains($"refused {passing} ", StringComparison.Ordinal));
                bool stopped = code == 0 && closing;
                if (hitBy is null && !refused && !stopped)
                {
                    broken(string.Create(CultureInfo.InvariantCulture, $"runner {name} ended by itself with code {code}: {Last(present)}"));
                }

                if (!refused && !keepsName)
                {
                    name = NextName_NeedsLock();
                }

                if (closing)
                {
                    return;
                }
            }

            await Task.Delay(Pause);
        }
    }

    private static bool Started(ChildProcess process) => process.Lines.Any(line => line.Text.StartsWith("started ", StringComparison.Ordinal));

    private static string Last(ChildProcess process) => string.Join(" / ", process.Lines.TakeLast(15).Select(line => line.Text));

    private bool IsStarted_NeedsLock() => process is { HasExited: false } present && hitBy is null && Started(present);

    private string NextName_NeedsLock()
    {
        keepsName = false;
        return string.Create(CultureInfo.InvariantCulture, $"r{Number}-{++names}{(Program == HostProcess.Program ? "" : ReleasedMark)}");
    }
}
