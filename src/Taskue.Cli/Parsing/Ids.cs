using System.CommandLine;
using Taskue.Cli.Output;

namespace Taskue.Cli.Parsing;

/// <summary>Ids on the command line: whole, by their beginning, <c>@latest</c>, <c>@latest-failed</c>, or <c>-</c> for those on standard input.</summary>
internal static class Ids
{
    private const string Latest = "@latest", LatestFailed = "@latest-failed", Stdin = "-";

    /// <summary>An argument that takes some.</summary>
    /// <param name="what">What they name, as in "tasks".</param>
    /// <param name="kind">The same, for the store.</param>
    /// <param name="arity">How many.</param>
    public static Argument<string[]> Argument(string what, IdKind kind, ArgumentArity arity)
    {
        var argument = new Argument<string[]>("ID")
        {
            Description = $"Ids of {what}, whole or as much of their beginning as is unique; {Latest}, {LatestFailed}; - reads ids from standard input.",
            Arity = arity,
            DefaultValueFactory = static _ => [],
        };
        argument.CompletionSources.Add(context => Completion.Ids(context, kind));
        return argument;
    }

    /// <summary>The whole ids that were meant, each once.</summary>
    public static async Task<IReadOnlyList<FoundId>> FindAsync(TaskueClient taskue, IEnumerable<string> words, IdKind kind)
    {
        var found = new List<FoundId>();
        foreach (string word in words.SelectMany(Words))
        {
            found.Add(await FindAsync(taskue, word, kind));
        }

        return [.. found.Distinct()];
    }

    public static async Task<FoundId> FindAsync(TaskueClient taskue, string word, IdKind kind)
    {
        if (word is Latest or LatestFailed)
        {
            return await taskue.FindLatestAsync(kind, failed: word == LatestFailed);
        }

        // A whole id of a known kind needs no looking up: whoever reads it will see whether it is there.
        if (kind != IdKind.Any && TaskId.IsWellFormed(word))
        {
            return new FoundId(word, kind);
        }

        try
        {
            return await taskue.FindAsync(word, kind);
        }
        catch (ArgumentException fault)
        {
            throw new UsageException($"'{word}' is no id and no beginning of one: ids have {TaskId.Length} characters of 0-9 and a-z without i, l, o and u."
                + $" {Latest} and {LatestFailed} are ids too.", fault);
        }
    }

    private static IEnumerable<string> Words(string word) => word == Stdin
        ? StandardStreams.Read(static input => input.ReadToEnd()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        : [word];
}
