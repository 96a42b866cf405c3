using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Taskue.Cli.Parsing;

/// <summary>Help that begins with examples, and a version without the build's metadata.</summary>
internal static class Help
{
    private static HelpAction? shown;
    private static IReadOnlyList<string> rootExamples = [];

    public static string Version { get; } =
        typeof(Help).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void Apply(RootCommand root, params string[] examples)
    {
        rootExamples = examples;
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        shown = (HelpAction)help.Action!;
        help.Action = new Action(Show);
        root.Options.OfType<VersionOption>().Single().Action = new Action(static parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(Version);
            return ExitCodes.Passed;
        });
    }

    public static int Show(ParseResult parsed)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        Command command = parsed.CommandResult.Command;
        IReadOnlyList<string> examples = command switch
        {
            ExampleCommand withExamples => withExamples.Examples,
            RootCommand => rootExamples,
            _ => [],
        };
        if (examples.Count > 0)
        {
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return shown!.Invoke(parsed);
    }

    private sealed class Action(Func<ParseResult, int> show) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult) => show(parseResult);
    }
}
