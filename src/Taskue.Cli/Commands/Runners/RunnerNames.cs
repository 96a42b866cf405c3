using System.CommandLine;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Runners;

/// <summary>Names of runners on the command line.</summary>
internal static class RunnerNames
{
    public static Argument<string[]> Argument()
    {
        var argument = new Argument<string[]>("NAME") { Description = "Names of runners.", Arity = ArgumentArity.OneOrMore };
        argument.CompletionSources.Add(Completion.Runners);
        return argument;
    }
}
