using System.Globalization;
using System.Runtime.InteropServices;
using Taskue;

// A runner in a process of its own: as small as a user's could be. Arguments are name=value: redis, namespace, and any of name, concurrency,
// interval and expiry (of the heartbeat, in ms). It prints "started NAME" and runs until SIGTERM; all else is default settings. Without
// arguments it ends at once: that is what the start of the runtime takes.
if (args.Length == 0)
{
    return;
}

Dictionary<string, string> given = args.Select(one => one.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.TrySetResult();
});
var options = new RunnerOptions { Name = given.GetValueOrDefault("name"), ForwardConsole = false };
if (given.TryGetValue("concurrency", out string? concurrency))
{
    options.Concurrency = int.Parse(concurrency, CultureInfo.InvariantCulture);
}

if (given.TryGetValue("interval", out string? interval))
{
    options.HeartbeatInterval = options.MonitorInterval = TimeSpan.FromMilliseconds(int.Parse(interval, CultureInfo.InvariantCulture));
    options.HeartbeatExpiry = TimeSpan.FromMilliseconds(int.Parse(given["expiry"], CultureInfo.InvariantCulture));
}

await using var runner = new TaskueRunner(given["redis"], options, new TaskueOptions { Namespace = given["namespace"] });
await runner.StartAsync();
Console.WriteLine($"started {runner.Name}");
await Task.WhenAny(stop.Task, runner.Completion);
await runner.StopAsync();
await runner.Completion;
