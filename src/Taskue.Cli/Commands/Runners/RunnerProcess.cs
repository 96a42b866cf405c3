namespace Taskue.Cli.Commands.Runners;

/// <summary>A runner for as long as its process lives: started, stopped by a signal, an operator, or the end of its standard input.</summary>
internal sealed class RunnerProcess(TaskueRunner runner, string @namespace, TextWriter status)
{
    // Whoever held the other end of standard input is gone, and perhaps the store with it.
    private static readonly TimeSpan LimitAfterStdin = TimeSpan.FromSeconds(2);

    public async Task<int> RunAsync(Stream? stdin)
    {
        using var signals = new StopSignals();
        Task orphaned = stdin is null ? Task.Delay(Timeout.Infinite, CancellationToken.None) : ReadToEndAsync(stdin);
        try
        {
            // Until it ends of itself: the starting may wait for the heartbeat of a killed runner of its name.
            Task starting = runner.StartAsync(signals.Stop);
            if (await Task.WhenAny(starting, orphaned) == orphaned)
            {
                return ExitCodes.Passed;
            }

            await starting;
            Task stopped = Task.Delay(Timeout.Infinite, signals.Stop);
            if (await Task.WhenAny(runner.Ready, runner.Completion, stopped, orphaned) != runner.Ready)
            {
                // Redis could not be reached, and something has ended the waiting for it.
                await runner.StopAsync(signals.Hurry);
                await runner.Completion;
                await status.WriteLineAsync("stopped before it had started");
                return ExitCodes.Passed;
            }
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            await status.WriteLineAsync("stopped before it had started");
            return ExitCodes.Passed;
        }
        catch (ArgumentException fault)
        {
            // The connection string, or a folder of modules.
            throw new UsageException(fault.Message.Replace("RunnerOptions.AutoLoadModules", "--modules", StringComparison.Ordinal), fault);
        }

        await status.WriteLineAsync($"started runner {runner.Name} in namespace {@namespace}");
        Task asked = Task.Delay(Timeout.Infinite, signals.Stop).ContinueWith(static _ => { }, TaskScheduler.Default);
        Task first = await Task.WhenAny(runner.Completion, asked, orphaned);
        if (first != runner.Completion)
        {
            await status.WriteLineAsync("stopping");
        }

        if (first == orphaned)
        {
            signals.Now();
            Task stopping = runner.StopAsync(signals.Hurry);
            if (await Task.WhenAny(stopping, Task.Delay(LimitAfterStdin, CancellationToken.None)) != stopping)
            {
                Environment.Exit(ExitCodes.Interrupted);
            }
        }
        else if (first == asked)
        {
            await runner.StopAsync(signals.Hurry);
        }

        await runner.Completion;
        await status.WriteLineAsync("stopped");
        return signals.Hurry.IsCancellationRequested && first != orphaned ? ExitCodes.Interrupted : ExitCodes.Passed;
    }

    private static async Task ReadToEndAsync(Stream stdin)
    {
        var buffer = new byte[256];
        while (await stdin.ReadAsync(buffer) > 0)
        {
        }
    }
}
