using System.Runtime.InteropServices;

namespace Taskue.ProcessHost;

/// <summary>A runner.</summary>
/// <remarks>
/// Settings: redis, namespace, records (a folder), and any of name, queues, untagged (off), concurrency, interval, expiry, monitor, poll, stalled, grace, deaths,
/// timeout, redisTimeout, modules (folders), look (how often at them), isolation (process), shell (allowed), forward (off), log (off). It prints one line an event: "started NAME", "log ID text", "starved", "fed",
/// "clock MS", "stopped", "refused CODE text", "lost CODE text". SIGTERM stops it in good order (exit code 0); declared dead with its name taken it ends with
/// 3, refused at its start with 4. On its standard input it takes "starve" and "feed" (all threads of its pool are blocked, and let go), "clock MS" (its
/// clock goes wrong by so much), and "heap N", which collects all garbage and prints "heap N BYTES": what is left.
/// </remarks>
internal static class RunnerRole
{
    public static async Task<int> RunAsync(Settings settings)
    {
        Records.Open(settings.Text("records"));
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.TrySetResult();
        });
        var clock = new WrongClock();
        await using var runner = Features.Runner(settings.Text("redis"), Options(settings), settings.Client(), clock);
        CommandLines.Listen(settings, line => Obey(line, clock));
        try
        {
            await runner.StartAsync();
        }
        catch (TaskueException fault)
        {
            Console.WriteLine($"refused {fault.Code} {fault.Message}");
            return 4;
        }

        Console.WriteLine($"started {runner.Name}");
        try
        {
            if (await Task.WhenAny(stop.Task, runner.Completion) == stop.Task)
            {
                await runner.StopAsync();
            }

            await runner.Completion;
            Console.WriteLine("stopped");
            return 0;
        }
        catch (RunnerNameException fault)
        {
            Console.WriteLine($"lost {fault.Code} {fault.Message}");
            return 3;
        }
    }

    internal static RunnerOptions Options(Settings settings)
    {
        var options = new RunnerOptions
        {
            Name = settings.Find("name"),
            Queues = (settings.Find("queues") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries),
            RunUntaggedTasks = settings.Find("untagged") != "off",
            LoggerFactory = settings.Find("log") == "off" ? null : new HostLog(),
        };
        options.Concurrency = settings.Number("concurrency", options.Concurrency);
        options.HeartbeatInterval = settings.Time("interval", options.HeartbeatInterval);
        options.HeartbeatExpiry = settings.Time("expiry", options.HeartbeatExpiry);
        options.MonitorInterval = settings.Time("monitor", options.MonitorInterval);
        options.PollInterval = settings.Time("poll", options.PollInterval);
        options.StopGrace = settings.Time("grace", options.StopGrace);
        options.StalledAfter = settings.Time("stalled", options.StalledAfter);
        options.TaskTimeout = settings.Time("timeout", options.TaskTimeout);
        options.MaxRunnerDeaths = settings.Number("deaths", options.MaxRunnerDeaths);
        Features.Set(options, settings);
        return options;
    }

    private static void Obey(string line, WrongClock clock)
    {
        if (line == "starve")
        {
            Starvation.Begin();
            Console.WriteLine("starved");
        }
        else if (line == "feed")
        {
            Starvation.End();
            Console.WriteLine("fed");
        }
        else if (line.StartsWith("clock ", StringComparison.Ordinal))
        {
            clock.WrongByMs = long.Parse(line["clock ".Length..], System.Globalization.CultureInfo.InvariantCulture);
            Console.WriteLine(line);
        }
        else if (line.StartsWith("heap ", StringComparison.Ordinal))
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            Console.WriteLine(FormattableString.Invariant($"{line} {GC.GetTotalMemory(forceFullCollection: false)}"));
        }
    }
}
