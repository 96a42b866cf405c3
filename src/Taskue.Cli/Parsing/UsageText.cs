using System.CommandLine;
using System.CommandLine.Parsing;

namespace Taskue.Cli.Parsing;

/// <summary>What is wrong with a command line, in one line, with the nearest thing that would be right.</summary>
internal static class UsageText
{
    public static string Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string see = $"See {PathOf(command)} --help.";
        if (parsed.UnmatchedTokens.Count == 0)
        {
            return $"{string.Join(' ', parsed.Errors.Select(error => Plain(error.Message)).Distinct())} {see}";
        }

        return Unknown(command, parsed.UnmatchedTokens[0]);
    }

    /// <summary>An option that is none, which a command that takes any number of words has taken for one of them; or null.</summary>
    public static string? TakenForWord(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        bool marked = parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash);
        Token? word = marked ? null : parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(result => result.Tokens)
            .FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal));
        return word is null ? null : Unknown(command, word.Value);
    }

    private static string Unknown(Command command, string word)
    {
        string path = PathOf(command);
        string see = $"See {path} --help.";
        bool option = word.StartsWith('-');
        string kind = option ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
        string? near = Nearest(word, Known(command, option));
        return $"'{word}' is no {kind} of {path}. {(near is null ? "" : $"Did you mean '{near}'? ")}{see}";
    }

    // What a number is called in code helps nobody who writes a command.
    private static string Plain(string message)
    {
        const string Choices = " not recognized. Must be one of:", Type = " as expected type '";
        if (message.IndexOf(Choices, StringComparison.Ordinal) is > 0 and var at)
        {
            IEnumerable<string> all = message[(at + Choices.Length)..]
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('\''));
            return $"{message[..at]} is none of {string.Join(", ", all)}.";
        }

        // Only options that take whole numbers are read by the parser itself.
        int type = message.IndexOf(Type, StringComparison.Ordinal);
        return type < 0 ? message : $"{message[..type]} as a whole number.";
    }

    internal static string? Nearest(string word, IEnumerable<string> known) => Taskue.Nearest.Of(word, known);

    private static IEnumerable<string> Known(Command command, bool options) => options
        ? command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)))
            .Where(option => !option.Hidden).SelectMany(option => option.Aliases.Append(option.Name))
        : command.Subcommands.Where(one => !one.Hidden).SelectMany(one => one.Aliases.Append(one.Name));

    public static string PathOf(Command command) => command is RootCommand
        ? "taskue"
        : $"{PathOf(command.Parents.OfType<Command>().First())} {command.Name}";
}
