using System.CommandLine;
using System.CommandLine.Invocation;
using Taskue.Cli.Commands.Completions;
using Taskue.Cli.Commands.Config;
using Taskue.Cli.Commands.Contexts;
using Taskue.Cli.Commands.Demo;
using Taskue.Cli.Commands.Doctor;
using Taskue.Cli.Commands.Explain;
using Taskue.Cli.Commands.Namespaces;
using Taskue.Cli.Commands.Queues;
using Taskue.Cli.Commands.Runners;
using Taskue.Cli.Commands.Status;
using Taskue.Cli.Commands.Tasks;
using Taskue.Cli.Commands.Why;
using Taskue.Cli.Commands.Workflows;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli;

/// <summary>The whole command line: its commands, what is common to all of them, and how errors end.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        // Without the reading of arguments from @files: @latest is an id.
        ParseResult parsed = Build(args).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
            {
                throw new UsageException(UsageText.Of(parsed));
            }

            if (UsageText.TakenForWord(parsed) is { } unknown)
            {
                throw new UsageException(unknown);
            }

            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception fault)
        {
            await Console.Out.FlushAsync();
            ErrorText.Print(Console.Error, fault, parsed.GetValue(GlobalOptions.Verbose));
            return ExitCodes.Of(fault);
        }
    }

    /// <summary>The tree of commands. Resources that the words do not name stay empty: making all of them takes time at every start.</summary>
    /// <param name="words">The command line; null makes everything.</param>
    public static RootCommand Build(IReadOnlyList<string>? words = null)
    {
        var root = new RootCommand("Taskue: tasks and workflows over Redis. A task starts at least once; its result is accepted exactly once.");
        GlobalOptions.AddTo(root);
        root.Add(StatusCommand.Build());
        root.Add(WhyCommand.Build());
        root.Add(DoctorCommand.Build());
        root.Add(DemoCommand.Build());
        HashSet<string>? named = words?.SelectMany(word => word.Split(' ')).ToHashSet(StringComparer.Ordinal);
        foreach (Group group in Groups())
        {
            if (named is null || named.Contains(group.Name) || group.Aliases.Any(named.Contains))
            {
                group.Fill();
            }

            root.Add(group);
        }

        root.Add(ExplainCommand.Build());
        root.Add(CompletionCommand.Build());
        root.Add(CompleteCommand.Build());
        Help.Apply(root);
        root.SetAction(Help.Show);
        return root;
    }

    private static IEnumerable<Group> Groups() =>
    [
        TaskGroup.Build(),
        WorkflowGroup.Build(),
        QueueGroup.Build(),
        RunnerGroup.Build(),
        NamespaceGroup.Build(),
        ContextGroup.Build(),
        ConfigGroup.Build(),
    ];
}
