using System.CommandLine;
using System.CommandLine.Completions;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Completions;

/// <summary><c>taskue __complete WORDS</c>: what the scripts ask. One word a line, with what it means behind a tab.</summary>
internal static class CompleteCommand
{
    public const string Name = "__complete";

    private static readonly Argument<string[]> Line = new("WORDS") { Arity = ArgumentArity.ZeroOrMore };

    public static Command Build()
    {
        var command = new Command(Name, "Completes the last of some words.") { Line };
        command.Hidden = true;
        return command.Runs(Run);
    }

    private static Task<int> Run(Invocation call)
    {
        string[] words = call.Value(Line);
        string last = words.LastOrDefault() ?? "";
        foreach (CompletionItem item in Items(words, last))
        {
            call.Out.WriteLine(string.IsNullOrWhiteSpace(item.Detail) ? item.Label : $"{item.Label}\t{item.Detail.ReplaceLineEndings(" ")}");
        }

        return Task.FromResult(ExitCodes.Passed);
    }

    private static IEnumerable<CompletionItem> Items(string[] words, string last)
    {
        // "--output=js" is two words to a parser, and one to some shells.
        int sign = last.StartsWith("--", StringComparison.Ordinal) ? last.IndexOf('=', StringComparison.Ordinal) : -1;
        if (sign > 0)
        {
            return Items([.. words[..^1], last[..sign], last[(sign + 1)..]], last[(sign + 1)..])
                .Select(item => new CompletionItem(last[..(sign + 1)] + item.Label, detail: item.Detail));
        }

        string text = string.Join(' ', words.Select(Quoted));
        RootCommand root = CommandLine.Build(words);
        return root.Parse(text, new ParserConfiguration { ResponseFileTokenReplacer = null }).GetCompletions(text.Length)
            .Where(item => item.Label.StartsWith(last, StringComparison.Ordinal) && (last.Length > 0 || item.Label[0] != '-') && item.Label[0] != '/' && item.Label is not ("-?" or Name))
            .DistinctBy(item => item.Label).OrderBy(item => item.Label, StringComparer.Ordinal);
    }

    private static string Quoted(string word) => word.Length > 0 && word.AsSpan().ContainsAny(' ', '\t') ? $"\"{word}\"" : word;
}
