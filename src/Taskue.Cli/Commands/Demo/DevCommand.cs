using System.CommandLine;
using Taskue.Cli.Commands.Runners;
using Taskue.Cli.Demo;
using Taskue.Cli.Dev;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Commands.Demo;

/// <summary><c>taskue dev</c>: an environment to try every command in, until Ctrl-C.</summary>
internal static class DevCommand
{
    private static readonly Option<int> Runners = new("--runners")
    {
        Description = "How many runner processes to start: 1 to 8.",
        HelpName = "N",
        DefaultValueFactory = static _ => 2,
    };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "The server's port on 127.0.0.1: 0 for any that is free.",
        HelpName = "N",
        DefaultValueFactory = static _ => 0,
    };

    public static Command Build() => new ExampleCommand("dev",
        "Runs a server in memory, runners and sample work, some of which fails, until Ctrl-C."
        + " Other commands use this server if no setting names another one.",
        "taskue dev",
        "taskue dev --runners 4 --port 6400")
    {
        Runners, Port,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call, CancellationToken stop)
    {
        int runners = call.Value(Runners), port = call.Value(Port);
        if (runners is < 1 or > 8)
        {
            throw new UsageException($"--runners must be 1 to 8, but is {runners}.");
        }

        if (port is < 0 or > 65_535)
        {
            throw new UsageException($"--port must be 0 to 65535, but is {port}.");
        }

        if (DevSession.Find() is { } other)
        {
            throw new RefusedException($"taskue dev runs already, as process {other.ProcessId}.");
        }

        await call.Out.WriteLineAsync("starting a server in memory and its runners; Ctrl-C ends them");
        try
        {
            await RunAsync(call, runners, port, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // That is how it ends.
        }

        await call.Out.WriteLineAsync("stopped; nothing is left of it");
        return ExitCodes.Passed;
    }

    private static async Task RunAsync(Invocation call, int runnerCount, int port, CancellationToken stop)
    {
        await using EmbeddedServer server = await EmbeddedServer.StartAsync(new EmbeddedServerOptions { Port = port }, stop);
        var options = new TaskueOptions();
        await using TaskueClient taskue = await TaskueClient.ConnectAsync(server.ConnectionString, options, stop);
        await using var runners = new RunnerProcesses();
        runners.Start(runnerCount, server.ConnectionString, options.Namespace, "--queue", DevWork.Served, "--concurrency", "4");
        await runners.ReadyAsync(stop);
        DevSession.Announce(server.ConnectionString);
        try
        {
            Welcome(call, server.ConnectionString);
            Task kept = runners.KeepRunningAsync(line => call.Out.WriteLine(Look.Safe(line)), stop);
            Task given = new DevWork(taskue).RunAsync(workflow => Tell(call, workflow), stop);
            await await Task.WhenAny(kept, given);
        }
        finally
        {
            DevSession.Withdraw();
        }
    }

    private static void Welcome(Invocation call, string redis)
    {
        bool found = ResolvedSettings.Of(call.Parsed)[SettingList.Redis].Value == redis;
        call.Out.WriteLine("ready: an order and a report every 5 seconds; some fail, and one task waits for a runner that there is not");
        call.Out.WriteLine();
        call.Out.WriteLine(found ? "In a second terminal (no setting is needed):" : "Your settings name another Redis. In a second terminal, for this one:");
        if (!found)
        {
            call.Out.WriteLine($"  export {SettingList.Redis.Variable}='{redis}'");
        }

        // In a clone the command line is run by a script.
        string taskue = AppContext.BaseDirectory.Contains("/artifacts/cli-builds/", StringComparison.Ordinal) ? "./taskue" : "taskue";
        foreach (string line in (string[])
            [
                "status -w", "task list --state failed", "task get @latest-failed", "workflow watch @latest", "task logs -f @latest",
                $"why $({taskue} task list --queue {DevWork.Unserved} -o name)", $"runner start -q {DevWork.Unserved} --allow {RunnerStartCommand.OwnAssembly}",
            ])
        {
            call.Out.WriteLine($"  {taskue} {line}");
        }

        call.Out.WriteLine();

        call.Out.WriteLine(found ? $"For a program of yours: export {SettingList.Redis.Variable}='{redis}'" : "The same variable is for programs of yours.");
        call.Out.WriteLine();
    }

    private static void Tell(Invocation call, WorkflowInfo workflow)
    {
        Cell state = Look.State(workflow.State);
        string warnings = workflow.Warnings > 0 ? $", {Words.Of(workflow.Warnings, "warning")}" : "";
        call.Out.WriteLine($"{call.Look.Painted(state.Text.PadRight(8), state.Tone)}{workflow.Title}{warnings}  {workflow.Id}");
    }
}
