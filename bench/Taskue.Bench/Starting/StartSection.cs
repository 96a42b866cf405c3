using System.Diagnostics;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>How long programs take from their start.</summary>
internal sealed class StartSection : Section
{
    public override string Name => "start";

    public override string Group => "starting";

    public override string What =>
        "Published for this system: the command line's --version and task list to their end, and runners from the start of the process to the first line of the first body.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(120);

    public override async Task RunAsync(BenchRun run)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        await client.EnqueueManyAsync(BenchTasks.Specs(100));
        using Published published = run.Size == Size.Tiny ? Published.AsBuilt : await Published.PublishAsync();
        string folder = Directory.CreateTempSubdirectory("taskue-start-").FullName, module = Path.GetDirectoryName(published.Host)!;
        if (run.Size != Size.Tiny)
        {
            // A module that was copied just now is not looked at before it has settled; one that lies there is.
            foreach (string file in Directory.GetFiles(module))
            {
                File.SetLastWriteTimeUtc(file, run.Report.Conditions.Taken.UtcDateTime.AddHours(-1));
            }
        }

        try
        {
            Turns turns = await Turns.TakeAsync(run.Pick(tiny: 1, quick: 5, full: 15),
                () => EndAsync(published.Host, []),
                () => EndAsync(published.Cli, ["--version"]),
                () => EndAsync(published.Cli, ["task", "list"]),
                () => FirstTaskAsync(published.Host, [$"redis={server.ConnectionString}", "namespace=start"]),
                () => run.Size == Size.Tiny ? Task.FromResult(0.0) : FirstTaskAsync(published.Cli, ["runner", "start", "--modules", module]));
            run.Report.Set("start_runtime_ms", turns[0], "ms");
            run.Report.Set("start_cli_version_ms", turns[1], "ms");
            run.Report.Set("start_cli_task_list_ms", turns[2], "ms");
            run.Report.Set("start_runner_first_task_ms", turns[3], "ms");
            run.Report.Set("start_cli_runner_first_task_ms", turns[4], "ms");
            run.Report.Add(new BarChart("start", "From the start of the process", "ms").With("runtime alone", "median", turns[0]).With("--version", "median", turns[1])
                .With("task list", "median", turns[2]).With("runner, first task", "median", turns[3]).With("runner start, first task", "median", turns[4]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Dictionary<string, string?> Environment(string @namespace) => new()
        {
            ["TASKUE_REDIS"] = server.ConnectionString,
            ["TASKUE_NAMESPACE"] = @namespace,
            ["TASKUE_CONFIG"] = Path.Combine(folder, "taskue.toml"),
        };

        async Task<double> EndAsync(string program, string[] arguments)
        {
            long start = Stopwatch.GetTimestamp();
            await using ChildProcess process = ChildProcess.StartDotnet(program, arguments, Environment("default"));
            int code = await process.WaitForExitAsync();
            double took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            return code == 0 ? took : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {code}: {process.Error}");
        }

        async Task<double> FirstTaskAsync(string program, string[] arguments)
        {
            await using TaskueClient own = client.WithNamespace("start");
            string stamp = Path.Combine(folder, TaskId.New());
            await own.EnqueueAsync(() => HostTasks.Stamp(stamp));
            long start = Stopwatch.GetTimestamp();
            await using ChildProcess process = ChildProcess.StartDotnet(program, arguments, Environment("start"));
            await Wait.Eventually(() => File.Exists(stamp), "the first task has run", TimeSpan.FromSeconds(30));
            double took = Stopwatch.GetElapsedTime(start, HostTasks.Read(stamp)!.Value).TotalMilliseconds;
            await process.SignalAsync(ProcessSignal.Terminate);
            await process.WaitForExitAsync();
            return took;
        }
    }
}
