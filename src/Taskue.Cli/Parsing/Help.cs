using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using Taskue.Cli.Output;

namespace Taskue.Cli.Parsing;

/// <summary>Where help and version are shown.</summary>
internal static class Help
{
    public static string Version { get; } =
        typeof(Help).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void Apply(RootCommand root)
    {
        root.Options.OfType<HelpOption>().Single().Action = new Action(Show);
        root.Options.OfType<VersionOption>().Single().Action = new Action(static parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(Version);
            return ExitCodes.Passed;
        });
    }

    /// <exception cref="UsageException">The words name a command that there is not.</exception>
    public static int Show(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count > 0 && parsed.CommandResult.Command.Subcommands.Count > 0)
        {
            throw new UsageException(UsageText.Of(parsed));
        }

        HelpText.Write(parsed.InvocationConfiguration.Output, parsed.CommandResult.Command, Terminal.Width ?? 120);
        return ExitCodes.Passed;
    }

    private sealed class Action(Func<ParseResult, int> show) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult) => show(parseResult);
    }
}
