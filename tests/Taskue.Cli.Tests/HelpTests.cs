using System.CommandLine;
using System.Text;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Tests;

public sealed class HelpTests
{
    private const string ReferencePath = "docs/cli/reference.md";

    [Fact]
    public void The_help_of_every_command_begins_with_two_examples_that_can_be_parsed()
    {
        foreach (Command command in All(CommandLine.Build()))
        {
            var text = new StringWriter();
            HelpText.Write(text, command, 100);
            Assert.StartsWith("Examples:\n  ", text.ToString().ReplaceLineEndings("\n"));
            IReadOnlyList<string> examples = HelpText.Examples(command);
            Assert.True(examples.Count >= 2, $"{command.Name} has {examples.Count} examples");
            Assert.False(string.IsNullOrWhiteSpace(command.Description), command.Name);
            foreach (string line in examples.SelectMany(Calls))
            {
                ParseResult parsed = CommandLine.Build().Parse(line.Replace('\'', '"'), new ParserConfiguration { ResponseFileTokenReplacer = null });
                Assert.True(parsed.Errors.Count == 0 && UsageText.TakenForWord(parsed) is null, $"{line}: {string.Join(' ', parsed.Errors.Select(error => error.Message))}");
            }

            Assert.All(command.Options.Where(option => !option.Hidden), option => Assert.False(string.IsNullOrWhiteSpace(option.Description), $"{command.Name} {option.Name}"));
            Assert.All(command.Arguments, argument => Assert.False(string.IsNullOrWhiteSpace(argument.Description), $"{command.Name} {argument.Name}"));
        }
    }

    [Fact]
    public void The_reference_is_the_help_of_all_commands()
    {
        var text = new StringBuilder("""
            # Command reference

            The help of every command, as `taskue COMMAND --help` prints it. [The command line](README.md) explains output, settings and exit codes.


            """.ReplaceLineEndings("\n"));
        foreach (Command command in All(CommandLine.Build()))
        {
            var help = new StringWriter();
            HelpText.Write(help, command, 110);
            text.Append($"## {UsageText.PathOf(command)}\n\n```text\n{help.ToString().ReplaceLineEndings("\n").TrimEnd()}\n```\n\n");
        }

        Approval.Check(text.ToString().TrimEnd() + "\n", ReferencePath);
    }

    // "a | taskue b && c   # why" has two commands in it.
    private static IEnumerable<string> Calls(string example) => example.Split(" #")[0].Split((string[])["|", "&&", ">", "<("], StringSplitOptions.TrimEntries)
        .Select(part => part.TrimEnd(')')).Where(part => part.Contains("taskue ")).Select(part => part[(part.IndexOf("taskue ", StringComparison.Ordinal) + "taskue ".Length)..]);

    private static IEnumerable<Command> All(Command command) =>
        command.Hidden ? [] : command.Subcommands.SelectMany(All).Prepend(command);
}
