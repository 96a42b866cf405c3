using System.CommandLine;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Runners;

/// <summary><c>taskue runner start</c>: its options, and what they set.</summary>
internal static class RunnerStartCommand
{
    /// <summary>The command line's own assembly: <c>--allow Taskue.Cli</c> runs the tasks of the demo.</summary>
    public const string OwnAssembly = "Taskue.Cli";

    private static readonly Dictionary<string, string> OptionNames = new(StringComparer.Ordinal)
    {
        ["RunnerOptions.Name"] = "--name",
        ["RunnerOptions.Queues"] = "--queue",
        ["RunnerOptions.Concurrency"] = "--concurrency",
        ["RunnerOptions.TaskTimeout"] = "--timeout",
        ["RunnerOptions.AutoLoadModules"] = "--modules",
        ["RunnerOptions.MaxStuckTasks"] = "--max-stuck",
        ["RunnerOptions.Children.TaskMemoryLimit"] = "--memory-limit",
        ["RunnerOptions.Children.TaskProcessorTime"] = "--cpu-limit",
        ["RunnerOptions.AllowShell"] = "--allow-shell",
        ["RunUntaggedTasks is off"] = "--no-untagged is given",
    };

    private static readonly Option<string?> Name = new("--name", "-n")
    {
        Description = "The runner's name, unique among the living of its namespace. Default: made of machine and process.",
        HelpName = "NAME",
    };

    private static readonly Option<string[]> Queues = new("--queue", "-q")
    {
        Description = "A queue to serve; repeat it for more. Default: the tasks without a tag.",
        HelpName = "QUEUE",
        DefaultValueFactory = static _ => [],
    };

    private static readonly Option<TimeSpan?> TaskTimeout = new("--timeout")
    {
        Description = $"How long one attempt may take where its task says nothing: {Durations.Forms}. Default: 1h.",
        HelpName = "TIME",
        CustomParser = Durations.Parse,
    };

    private static readonly Option<int> Concurrency = new("--concurrency")
    {
        Description = "How many tasks run at once.",
        HelpName = "N",
        DefaultValueFactory = static _ => 1,
    };

    private static readonly Option<int?> MaxStuck = new("--max-stuck")
    {
        Description = "How many tasks may ignore their timeout and go on before the runner drains and ends with exit code 8. Default: 10.",
        HelpName = "N",
    };

    private static readonly Option<bool> NoUntagged = new("--no-untagged") { Description = "Leave tasks without a tag to others." };

    private static readonly Option<bool> Strict = new("--strict") { Description = "Look at a queue only when those named before it are empty." };

    private static readonly Option<string[]> Allow = new("--allow")
    {
        Description = "Methods of a module's packages it may run: Assembly, or Assembly:Namespace.Type.Method, where * stands for anything; repeat it for more.",
        HelpName = "PATTERN",
        DefaultValueFactory = static _ => [],
    };

    private static readonly Option<string[]> Modules = new("--modules")
    {
        Description = "A folder of modules: builds whose methods it may run, taken anew when they change; repeat it for more.",
        HelpName = "FOLDER",
        DefaultValueFactory = static _ => [],
    };

    private static readonly Option<string> Isolation = new Option<string>("--isolation")
    {
        Description = "Where methods run: 'none', in the runner's process, or 'process', in child processes that can be stopped whatever a task does.",
        HelpName = "WHERE",
        DefaultValueFactory = static _ => "none",
    }.AcceptOnlyFromAmong("none", "process");

    private static readonly Option<long?> MemoryLimit = new("--memory-limit")
    {
        Description = "How many MiB of memory a task may use: with --isolation process, and of each process of a command. Default: no limit.",
        HelpName = "MIB",
    };

    private static readonly Option<TimeSpan?> ProcessorLimit = new("--cpu-limit")
    {
        Description = $"How much processor time a task may use: {Durations.Forms}. Default: no limit.",
        HelpName = "TIME",
        CustomParser = Durations.Parse,
    };

    private static readonly Option<bool> AllowShell = new("--allow-shell")
    {
        Description = "Run shell tasks too: whoever may enqueue then runs any command as this user.",
    };

    private static readonly Option<bool> ExitWithStdin = new("--exit-with-stdin")
    {
        Description = "Stop when standard input ends, as it does when the process that started this one is gone.",
        Hidden = true,
    };

    public static Command Build()
    {
        var command = new ExampleCommand("start", "Starts a runner and keeps it running until Ctrl-C or SIGTERM; a second one hands its tasks back at once.",
            "taskue runner start -n worker-1 -q mail -q images --modules /srv/jobs --timeout 10m",
            "taskue runner start --modules /srv/jobs --allow 'Vendor.Reports:*' --concurrency 8",
            "taskue runner start --allow-shell -q linux")
        {
            Name, Queues, TaskTimeout, Concurrency, MaxStuck, NoUntagged, Strict, Allow, Modules, Isolation, MemoryLimit, ProcessorLimit, AllowShell,
            ExitWithStdin,
        };
        return command.Runs(RunAsync);
    }

    private static async Task<int> RunAsync(Invocation call)
    {
        using var log = new PlainLog(call.Error, call.IsVerbose, TimeProvider.System);
        TaskueOptions store = call.Settings.Options();
        store.LoggerFactory = log;
        store.FailFast = false; // a service that is started before its Redis waits for it
        await using TaskueRunner runner = UsageException.Check(
            () => new TaskueRunner(call.Settings.Connection(), Options(call.Parsed, log), store), OptionNames.Concat(call.Settings.Origins).ToDictionary());
        CheckThatItCanRunSomething(call.Parsed);
        return await new RunnerProcess(runner, store.Namespace, call.Error).RunAsync(call.Value(ExitWithStdin) ? Console.OpenStandardInput() : null);
    }

    /// <summary>A runner that can run nothing would take tasks from those that can: it does not start.</summary>
    private static void CheckThatItCanRunSomething(ParseResult parsed)
    {
        string[] patterns = parsed.GetValue(Allow)!;
        if (parsed.GetValue(Modules)!.Length > 0 || parsed.GetValue(AllowShell) || patterns.Any(pattern => pattern.Split(':')[0] == OwnAssembly))
        {
            return;
        }

        throw new UsageException(patterns.Length > 0
            ? $"This runner could run nothing: --allow {patterns[0]} allows methods, but no build is loaded that has them. "
                + "Name the folder of the build with --modules FOLDER, or add --allow-shell to run shell tasks."
            : "This runner could run nothing. Name a folder with builds of your methods (--modules FOLDER; --allow PATTERN adds methods of their packages), "
                + "or add --allow-shell to run shell tasks.");
    }

    private static RunnerOptions Options(ParseResult parsed, PlainLog log)
    {
        var options = new RunnerOptions
        {
            Name = parsed.GetValue(Name),
            Queues = parsed.GetValue(Queues)!,
            Concurrency = parsed.GetValue(Concurrency),
            RunUntaggedTasks = !parsed.GetValue(NoUntagged),
            Isolation = parsed.GetValue(Isolation) == "process" ? TaskIsolation.Process : TaskIsolation.None,
            AllowShell = parsed.GetValue(AllowShell),
            StrictQueueOrder = parsed.GetValue(Strict),
            AutoLoadModules = parsed.GetValue(Modules)!,
            LoggerFactory = log,
        };
        options.Allow.EntryAssembly = options.Allow.MarkedMethods = false; // the command line has no work of its own but the demo's
        options.MaxStuckTasks = parsed.GetValue(MaxStuck) ?? options.MaxStuckTasks;
        options.TaskTimeout = parsed.GetValue(TaskTimeout) ?? options.TaskTimeout;
        options.Children.TaskMemoryLimit = parsed.GetValue(MemoryLimit) * 1024 * 1024;
        options.Children.TaskProcessorTime = parsed.GetValue(ProcessorLimit);
        foreach (string pattern in parsed.GetValue(Allow)!)
        {
            options.Allow.Add(string.IsNullOrWhiteSpace(pattern) ? throw new UsageException("--allow must not be empty.") : pattern);
        }

        return options;
    }
}
