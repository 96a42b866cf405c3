using System.CommandLine;
using System.CommandLine.Parsing;

namespace Taskue.Cli.Parsing;

/// <summary>What is wrong with a command line, in one line, with the nearest thing that would be right.</summary>
internal static class UsageText
{
    private const int LongestWord = 100; // comparing takes time and memory with the product of the lengths

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
    private static string Plain(string message) => message.Replace("as expected type 'System.Int32'", "as a whole number", StringComparison.Ordinal);

    internal static string? Nearest(string word, IEnumerable<string> known)
    {
        (string? best, int distance) = (null, int.MaxValue);
        foreach (string one in known.Where(one => Math.Max(word.Length, one.Length) <= LongestWord))
        {
            int far = Distance(word, one);
            if (far < distance)
            {
                (best, distance) = (one, far);
            }
        }

        return distance <= Math.Max(1, word.Length / 3) ? best : null;
    }

    private static IEnumerable<string> Known(Command command, bool options) => options
        ? command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)))
            .Where(option => !option.Hidden).SelectMany(option => option.Aliases.Append(option.Name))
        : command.Subcommands.Where(one => !one.Hidden).SelectMany(one => one.Aliases.Append(one.Name));

    public static string PathOf(Command command) => command is RootCommand
        ? "taskue"
        : $"{PathOf(command.Parents.OfType<Command>().First())} {command.Name}";

    /// <summary>How many letters to add, drop, change or swap with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int change = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(change, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
