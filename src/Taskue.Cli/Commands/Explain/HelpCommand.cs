using System.CommandLine;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Explain;

/// <summary><c>taskue help COMMAND</c>, the same as <c>taskue COMMAND --help</c>.</summary>
internal static class HelpCommand
{
    public const string Name = "help";

    private static readonly Argument<string[]> Words = new("COMMAND") { Description = "The command. Default: all of them.", Arity = ArgumentArity.ZeroOrMore };

    public static Command Build() => new ExampleCommand(Name, "Shows the help of a command, as --help behind it does.",
        "taskue help task list",
        "taskue help runner")
    {
        Words,
    }.Runs(Run);

    private static Task<int> Run(Invocation call)
    {
        string[] words = call.Value(Words);
        return Task.FromResult(Help.Show(CommandLine.Parse(CommandLine.Build(words), [.. words, "--help"])));
    }
}
