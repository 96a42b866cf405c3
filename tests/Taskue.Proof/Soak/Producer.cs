using System.Diagnostics;

namespace Taskue.Proof.Soak;

/// <summary>Sends the mix: flat out to find the capacity, or at a constant rate, whatever the answers do.</summary>
internal sealed class Producer(Ledger ledger, ulong seed)
{
    private readonly Random random = new((int)(seed % int.MaxValue));
    private int inFlight, number;

    /// <summary>Units that are being sent or waited for.</summary>
    public int InFlight => Volatile.Read(ref inFlight);

    public int Units => number;

    /// <summary>Sends at a constant rate: each unit at its own moment, never slower because an earlier one is not answered.</summary>
    public async Task RunAsync(double perSecond, TimeSpan duration, CancellationToken stopping)
    {
        long start = Stopwatch.GetTimestamp(), count = (long)(perSecond * duration.TotalSeconds);
        double period = Stopwatch.Frequency / perSecond;
        for (long sent = 0; sent < count;)
        {
            long due = Math.Min(count, 1 + (long)((Stopwatch.GetTimestamp() - start) / period));
            for (; sent < due; sent++)
            {
                Send(start + (long)(sent * period));
            }

            await Task.Delay(1, stopping);
        }
    }

    /// <summary>Sends as fast as it ends, with never more than so many tasks and calls under way: units a second after the warm-up.</summary>
    public async Task<double> MeasureAsync(TimeSpan warmUp, TimeSpan measured, int most, CancellationToken stopping)
    {
        await FlatOutAsync(warmUp, most, stopping);
        long start = Stopwatch.GetTimestamp();
        int before = number;
        await FlatOutAsync(measured, most, stopping);
        return (number - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task FlatOutAsync(TimeSpan duration, int most, CancellationToken stopping)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < duration;)
        {
            while (ledger.Outstanding + InFlight < most && Stopwatch.GetElapsedTime(start) < duration)
            {
                Send(Stopwatch.GetTimestamp());
            }

            await Task.Delay(1, stopping);
        }
    }

    private void Send(long meant)
    {
        ledger.Late.Record(Stopwatch.GetElapsedTime(meant));
        _ = SendAsync(SoakMix.ByDraw[random.Next(SoakMix.ByDraw.Count)], meant, ++number);
    }

    private async Task SendAsync(Kind kind, long meant, int unit)
    {
        Interlocked.Increment(ref inFlight);
        try
        {
            await kind.SendAsync(ledger, meant, unit);
        }
        catch (Exception fault)
        {
            ledger.Check($"{kind.Name}, unit {unit}: {fault.GetType().Name}: {fault.Message}");
        }
        finally
        {
            Interlocked.Decrement(ref inFlight);
        }
    }
}
