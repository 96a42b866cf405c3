using System.CommandLine;
using System.CommandLine.Parsing;
using Taskue.Cli.Commands.Demo;
using Taskue.Cli.Commands.Runner;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli;

/// <summary>The whole command line: its commands, what is common to all of them, and how errors end.</summary>
internal static class CommandLine
{
    public static readonly Option<bool> Verbose = new("--verbose", "-v")
    {
        Description = "Say more: details in logs, stack traces with errors.",
        Recursive = true,
    };

    public static async Task<int> RunAsync(string[] args)
    {
        ParseResult parsed = Build().Parse(args);
        try
        {
            if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
            {
                throw new UsageException(UsageText.Of(parsed));
            }

            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception fault)
        {
            ErrorText.Print(Console.Error, fault, parsed.GetValue(Verbose));
            return ExitCodes.Of(fault);
        }
    }

    public static RootCommand Build()
    {
        var root = new RootCommand("Taskue: tasks and workflows over Redis. A task starts at least once; its result is accepted exactly once.")
        {
            Verbose,
            DemoCommand.Build(),
            new Group("runner", "Runners: the processes that run tasks.", "taskue runner start -n worker-1 -q mail -q images",
                "TASKUE_REDIS=redis.example.org:6379,password=… taskue runner start --concurrency 8")
            {
                RunnerStartCommand.Build(),
            },
        };
        Help.Apply(root, "taskue demo", "taskue runner start -n worker-1 -q mail");
        root.SetAction(Help.Show);
        return root;
    }
}
