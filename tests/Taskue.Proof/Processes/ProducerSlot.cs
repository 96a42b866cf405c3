using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>A producer process, and the next one once a fault has killed it.</summary>
internal sealed class ProducerSlot : IAsyncDisposable
{
    private static readonly TimeSpan Patience = Wait.DefaultLimit;

    private readonly string address;
    private readonly IReadOnlyList<string> settings;
    private readonly int seed;
    private readonly List<ChildProcess> lives = [];

    /// <param name="address">Where it connects to.</param>
    /// <param name="settings">The host's settings but for what differs between producers.</param>
    /// <param name="seed">What its processes enqueue is drawn from it and their number.</param>
    public ProducerSlot(string address, IReadOnlyList<string> settings, int seed)
    {
        this.address = address;
        this.settings = settings;
        this.seed = seed;
        Start(remembers: false);
    }

    /// <summary>The present process.</summary>
    public ChildProcess Process => lives[^1];

    /// <summary>Those that were killed.</summary>
    public IEnumerable<int> Killed => lives.SkipLast(1).Select(life => life.Id);

    public Task StartedAsync() => Process.WaitForLineAsync(line => line == "started", Patience, "that it has started");

    /// <summary>Kills it, and starts the next one.</summary>
    /// <param name="remembers">Whether the next one repeats the calls that were not answered, as one does that keeps what it is about to send.</param>
    public async Task KillAsync(bool remembers)
    {
        await Process.KillAsync();
        Start(remembers);
    }

    /// <summary>Lets it come to an end; what is wrong with that end, or null.</summary>
    public async Task<string?> FinishAsync(TimeSpan limit)
    {
        try
        {
            if (!Process.HasExited)
            {
                await Process.WriteLineAsync("stop");
            }

            int code = await Process.WaitForExitAsync(limit);
            return code == 0 ? null : $"producer {Process.Id} ended with code {code}: {string.Join(" / ", Process.Lines.TakeLast(15).Select(line => line.Text))}";
        }
        catch (InvalidOperationException late)
        {
            return $"a producer's calls or waits are not all answered: {late.Message}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ChildProcess life in lives)
        {
            await life.DisposeAsync();
        }
    }

    private void Start(bool remembers)
    {
        string[] resume = remembers ? [$"resume={string.Join(',', lives.Select(life => life.Id))}"] : [];
        lives.Add(HostProcess.Start(HostProcess.Program,
            ["role=producer", $"redis={address}", string.Create(CultureInfo.InvariantCulture, $"seed={unchecked(seed + (1_000 * lives.Count))}"), .. resume, .. settings]));
    }
}
