using System.CommandLine;

namespace Taskue.Cli.Parsing;

/// <summary>A command with examples in its help.</summary>
internal class ExampleCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>A resource, whose commands stand below it; alone it shows its help.</summary>
internal sealed class Group : ExampleCommand
{
    public Group(string name, string description, params string[] examples)
        : base(name, description, examples) => SetAction(Help.Show);
}
