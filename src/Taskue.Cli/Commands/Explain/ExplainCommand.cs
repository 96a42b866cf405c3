using System.CommandLine;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Explain;

/// <summary><c>taskue explain</c>.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string?> Word = Argument();

    private static readonly Form<Entry> Form = new(
        [
            new("word", static (entry, _) => new(entry.Name, Tone.Strong)),
            new("topic", static (entry, _) => entry.Topic),
            new("meaning", static (entry, _) => entry.Summary) { Gives = true },
        ],
        static entry => entry.Name,
        ManualDocument.Of);

    public static Command Build() => new ExampleCommand("explain", "The manual: what a state, reason, error code, setting or exit code means. Needs no Redis.",
        "taskue explain held",
        "taskue explain TQ2003")
    {
        Word,
    }.Runs(RunAsync);

    private static Argument<string?> Argument()
    {
        var argument = new Argument<string?>("WORD") { Description = "A state, reason, error code, setting or topic; none lists all.", Arity = ArgumentArity.ZeroOrOne };
        argument.CompletionSources.Add(static _ => Manual.Read().Select(entry => new System.CommandLine.Completions.CompletionItem(entry.Name)));
        return argument;
    }

    private static Task<int> RunAsync(Invocation call)
    {
        IReadOnlyList<Entry> manual = Manual.Read();
        if (call.Value(Word) is not { } word)
        {
            call.Printer.List(Form, manual);
            return Task.FromResult(ExitCodes.Passed);
        }

        // People write states and settings in many ways: TimedOut, timed-out, REDIS_HOST.
        string plain = Simple(word);
        if (manual.FirstOrDefault(entry => Simple(entry.Name) == plain) is not { } found)
        {
            string? near = UsageText.Nearest(word, manual.Select(entry => entry.Name));
            call.Error.WriteLine($"error: the manual has no entry '{Look.Safe(word)}'.{(near is null ? "" : $" Did you mean '{near}'?")} taskue explain lists all.");
            return Task.FromResult(ExitCodes.NotFound);
        }

        call.Printer.One(Form, found, sheet => sheet.Text($"{found.Name} ({found.Topic})", found.Text));
        return Task.FromResult(ExitCodes.Passed);
    }

    private static string Simple(string word) => word.ToLowerInvariant().Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
