using System.CommandLine;

namespace Taskue.Cli.Parsing;

/// <summary>A command with examples in its help.</summary>
internal class ExampleCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>A resource, whose commands stand below it; alone it shows its help.</summary>
/// <remarks>Its commands are made when the command line speaks of it: most of them are of no use to most calls.</remarks>
internal sealed class Group : ExampleCommand
{
    private readonly Func<IEnumerable<Command>> commands;

    public Group(string name, string[] aliases, string description, Func<IEnumerable<Command>> commands, params string[] examples)
        : base(name, description, examples)
    {
        this.commands = commands;
        foreach (string alias in aliases)
        {
            Aliases.Add(alias);
        }

        SetAction(Help.Show);
    }

    public void Fill()
    {
        foreach (Command command in commands())
        {
            Add(command);
        }
    }
}
