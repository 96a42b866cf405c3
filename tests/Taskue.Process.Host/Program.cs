using System.Globalization;
using System.Runtime.InteropServices;
using Taskue;
using Taskue.ProcessHost;

// A runner in a process of its own, for tests that kill and freeze it. Arguments are name=value: redis, namespace, records (a folder), and
// any of name, queues, tagged (no others), concurrency, interval, expiry, monitor, poll, stalled, grace, deaths, timeout (milliseconds), modules (folders), isolation (process),
// shell (allowed), runners (many of one name and a number in this process, which runs until it is killed), quiet (log records are not printed). It prints one line an event:
// "started NAME", "log ID text", "starved", "fed", "stopped", "lost CODE text". SIGTERM stops it in good order (exit code 0); declared dead with
// its name taken it ends with 3, refused at its start with 4. On its standard input it takes "starve" and "feed": all threads of its
// pool are blocked, and let go; and "heap N", which collects all garbage and prints "heap N BYTES": what is left.
Dictionary<string, string> given = args.Select(one => one.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
Records.Open(given["records"]);

var options = new RunnerOptions
{
    Name = given.GetValueOrDefault("name"),
    Queues = given.GetValueOrDefault("queues", "").Split(',', StringSplitOptions.RemoveEmptyEntries),
    AutoLoadModules = given.GetValueOrDefault("modules", "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
    RunUntaggedTasks = !given.ContainsKey("tagged"),
    LoggerFactory = given.ContainsKey("quiet") ? null : new HostLog(),
    ForwardConsole = !given.ContainsKey("quiet"),
};
options.Concurrency = Number("concurrency", options.Concurrency);
options.HeartbeatInterval = Time("interval", options.HeartbeatInterval);
options.HeartbeatExpiry = Time("expiry", options.HeartbeatExpiry);
options.MonitorInterval = Time("monitor", options.MonitorInterval);
options.PollInterval = Time("poll", options.PollInterval);
options.StopGrace = Time("grace", options.StopGrace);
options.StalledAfter = Time("stalled", options.StalledAfter);
options.TaskTimeout = Time("timeout", options.TaskTimeout);
options.Isolation = given.GetValueOrDefault("isolation") == "process" ? TaskIsolation.Process : TaskIsolation.None;
options.AllowShell = given.ContainsKey("shell");
options.MaxRunnerDeaths = Number("deaths", options.MaxRunnerDeaths);

if (given.TryGetValue("runners", out string? many))
{
    return await Crowd.RunAsync(given["redis"], given["namespace"], options, int.Parse(many, CultureInfo.InvariantCulture));
}

var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.TrySetResult();
});
await using var runner = new TaskueRunner(given["redis"], options, new TaskueOptions { Namespace = given["namespace"] });
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
new Thread(Listen) { IsBackground = true }.Start();
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

int Number(string name, int standard) =>
    given.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : standard;

TimeSpan Time(string name, TimeSpan standard) =>
    given.TryGetValue(name, out string? text) ? TimeSpan.FromMilliseconds(int.Parse(text, CultureInfo.InvariantCulture)) : standard;

static void Listen()
{
    using var fed = new ManualResetEventSlim();
    while (Console.In.ReadLine() is { } line)
    {
        if (line == "starve")
        {
            const int threads = 4;
            ThreadPool.SetMinThreads(threads, threads);
            ThreadPool.SetMaxThreads(threads, threads);
            using var blocked = new CountdownEvent(threads);
            for (int i = 0; i < 100; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_ =>
                {
                    if (!blocked.IsSet)
                    {
                        blocked.Signal();
                    }

                    fed.Wait();
                }, null);
            }

            blocked.Wait();
            Console.WriteLine("starved");
        }
        else if (line == "feed")
        {
            fed.Set();
            Console.WriteLine("fed");
        }
        else if (line.StartsWith("heap ", StringComparison.Ordinal))
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line} {GC.GetTotalMemory(forceFullCollection: false)}"));
        }
    }
}
