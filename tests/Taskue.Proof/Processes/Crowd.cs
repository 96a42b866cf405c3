using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>The producers of a round.</summary>
internal sealed class Crowd(IReadOnlyList<ChildProcess> producers) : IAsyncDisposable
{
    public IReadOnlyList<ChildProcess> Producers { get; } = producers;

    public static ChildProcess Start(string address, IReadOnlyList<string> settings, int seed) =>
        HostProcess.Start(HostProcess.Program, ["role=producer", $"redis={address}", string.Create(CultureInfo.InvariantCulture, $"seed={seed}"), .. settings]);

    public Task StartedAsync() => Task.WhenAll(Producers.Select(producer =>
        producer.WaitForLineAsync(line => line == "started", TimeSpan.FromSeconds(90), "that it has started")));

    /// <summary>Lets all come to an end; what is wrong with their ends is given back.</summary>
    public async Task<IReadOnlyList<string>> FinishAsync(TimeSpan limit)
    {
        foreach (ChildProcess producer in Producers.Where(producer => !producer.HasExited))
        {
            await producer.WriteLineAsync("stop");
        }

        return [.. (await Task.WhenAll(Producers.Select(producer => FinishAsync(producer, limit)))).OfType<string>()];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ChildProcess producer in Producers)
        {
            await producer.DisposeAsync();
        }
    }

    private static async Task<string?> FinishAsync(ChildProcess producer, TimeSpan limit)
    {
        try
        {
            int code = await producer.WaitForExitAsync(limit);
            return code == 0 ? null : $"producer {producer.Id} ended with code {code}: {string.Join(" / ", producer.Lines.TakeLast(15).Select(line => line.Text))}";
        }
        catch (InvalidOperationException late)
        {
            return $"a producer's calls or waits are not all answered: {late.Message}";
        }
    }
}
