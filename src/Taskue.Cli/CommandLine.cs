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
        ParseResult parsed = Parse(Build(args), args);
        try
        {
            if (FaultOf(parsed) is { } wrong)
            {
                throw new UsageException(wrong);
            }

            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception fault)
        {
            ErrorText.Print(Console.Error, fault, IsVerbose(parsed));
            return ExitCodes.Of(fault);
        }
    }

    /// <summary>Without the reading of arguments from @files: @latest is an id.</summary>
    internal static ParseResult Parse(RootCommand root, string[] args) => root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <summary>What is wrong with a command line, or null.</summary>
    internal static string? FaultOf(ParseResult parsed) => parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction
        ? UsageText.Of(parsed)
        : UsageText.TakenForWord(parsed);

    /// <summary>Whether more is to be said, also of a command line that is wrong in just this.</summary>
    internal static bool IsVerbose(ParseResult parsed) =>
        parsed.GetResult(GlobalOptions.Verbose) is { } said && !said.Errors.Any() && parsed.GetValue(GlobalOptions.Verbose);

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
        root.Add(DevCommand.Build());
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
        root.Add(HelpCommand.Build());
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
