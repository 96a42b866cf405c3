using System.CommandLine;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Runners;

/// <summary><c>taskue runner pause</c>, <c>resume</c>, <c>drain</c> and <c>stop</c>: what living runners are told from afar.</summary>
internal static class RunnerControlCommand
{
    public static Command Pause() => Build("pause", "Lets runners take no more tasks until they are resumed. What they run goes on.", "pausing",
        static (taskue, name, stop) => taskue.PauseRunnerAsync(name, stop));

    public static Command Resume() => Build("resume", "Takes back a pause.", "resuming",
        static (taskue, name, stop) => taskue.ResumeRunnerAsync(name, stop));

    public static Command Drain() => Build("drain", "Lets runners finish what they run, however long it takes, and then stop.", "draining",
        static (taskue, name, stop) => taskue.DrainRunnerAsync(name, stop));

    public static Command Stop() => Build("stop", "Stops runners as SIGTERM does: they finish what they can in their grace time, and hand back the rest.", "stopping",
        static (taskue, name, stop) => taskue.StopRunnerAsync(name, stop));

    private static Command Build(string verb, string description, string doing, Func<TaskueClient, string, CancellationToken, Task> tell)
    {
        Argument<string[]> names = RunnerNames.Argument();
        return new ExampleCommand(verb, description,
            $"taskue runner {verb} worker-1",
            $"taskue runner {verb} worker-1 worker-2 --context prod --confirm prod")
        {
            names, Consent.Confirm,
        }.Runs(async call =>
        {
            string[] all = [.. call.Value(names).Distinct(StringComparer.Ordinal)];
            TaskueClient taskue = await call.ConnectAsync();
            Consent.Announce(call, $"{doing} {string.Join(", ", all)}");
            foreach (string name in all)
            {
                await call.Checked(async () =>
                {
                    await tell(taskue, name, CancellationToken.None);
                    return name;
                });
                await call.Error.WriteLineAsync($"told {name}");
            }

            call.Hint($"taskue runner get {all[0]}");
            return ExitCodes.Passed;
        });
    }
}
