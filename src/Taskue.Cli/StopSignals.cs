using System.Runtime.InteropServices;

namespace Taskue.Cli;

/// <summary>Ctrl-C, SIGTERM and the closing of the terminal: the first asks to stop, the second is in a hurry.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource hurry = new();
    private readonly PosixSignalRegistration[] registrations;
    private int received;

    public StopSignals() => registrations =
        [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Receive))];

    /// <summary>Someone wants it to stop.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>Someone wants it to stop now.</summary>
    public CancellationToken Hurry => hurry.Token;

    /// <summary>Stops in a hurry, as two signals do.</summary>
    public void Now()
    {
        Interlocked.Add(ref received, 2);
        stop.Cancel();
        hurry.Cancel();
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }

        // The sources stay: a signal may be under way, and they hold nothing.
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        (Interlocked.Increment(ref received) == 1 ? stop : hurry).Cancel();
    }
}
