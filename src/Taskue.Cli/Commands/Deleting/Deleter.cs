using System.Collections.Concurrent;
using System.CommandLine;
using System.Text.Json;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Deleting;

/// <summary>Deletes tasks or workflows: a look at what is meant, a question where it was chosen by a filter, then many at a time.</summary>
internal static class Deleter
{
    public static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say how many it would be, and show some. Nothing is deleted." };

    private const int AtOnce = 16, Sample = 10;

    private static readonly Form<Deletion> Form = new(
        [
            new("id", static (one, _) => one.Id),
            new("outcome", static (one, _) => new Cell(one.Outcome, one.Outcome is "refused" or "missing" ? Tone.Bad : Tone.Plain)),
            new("detail", static (one, _) => one.Detail) { Gives = true },
        ],
        static one => one.Id,
        static one => JsonSerializer.SerializeToElement(new DeletionDocument(one.Id, one.Outcome, one.Detail), CliJson.Readable.DeletionDocument));

    /// <summary>Deletes, and prints what became of each: in a table only what is still there.</summary>
    /// <param name="call">The call.</param>
    /// <param name="what">What they are, as in "task".</param>
    /// <param name="chosen">Which.</param>
    /// <param name="byFilter">Whether a filter chose them, which asks for a yes.</param>
    /// <param name="delete">Deletes one.</param>
    /// <param name="stop">Ctrl-C: what is not begun stays.</param>
    public static async Task<int> RunAsync(
        Invocation call, string what, IReadOnlyList<Deletion> chosen, bool byFilter, Func<string, Task> delete, CancellationToken stop)
    {
        if (call.Value(DryRun))
        {
            await call.Error.WriteLineAsync($"would delete {Words.Of(chosen.Count, what)} in {call.Settings.Place()}");
            call.Printer.List(Form, call.Output.IsText ? [.. chosen.Take(Sample)] : chosen);
            if (call.Output.IsText && chosen.Count > Sample)
            {
                await call.Error.WriteLineAsync($"and {Words.Of((long)chosen.Count - Sample)} more");
            }

            return ExitCodes.Passed;
        }

        Consent.Announce(call, $"deleting {Words.Of(chosen.Count, what)}");
        if (byFilter && chosen.Count > 0)
        {
            Consent.Ask(call, $"Delete {Words.Of(chosen.Count, what)}?");
        }

        var outcomes = new ConcurrentQueue<Deletion>();
        try
        {
            await Parallel.ForEachAsync(chosen, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop },
                async (one, _) => outcomes.Enqueue(await OneAsync(one.Id, delete)));
        }
        finally
        {
            await call.Error.WriteLineAsync($"deleted {Words.Of(outcomes.Count(one => one.Outcome == "deleted"), what)}");
        }

        Deletion[] all = [.. outcomes.OrderBy(one => one.Id, StringComparer.Ordinal)];
        bool bare = call.Output.IsText;
        call.Printer.List(Form, bare || call.Output.Form == OutputForm.Name ? [.. all.Where(one => one.Outcome == "deleted" != bare)] : all);
        return all.Any(one => one.Outcome == "refused") ? ExitCodes.Refused
            : all.Length == 0 || all.Any(one => one.Outcome == "missing") ? ExitCodes.NotFound
            : ExitCodes.Passed;
    }

    /// <summary>Says what a filter found and what cannot be deleted by itself.</summary>
    public static async Task LeftAloneAsync(Invocation call, long going, long owned)
    {
        string[] parts = [.. new[] { (going, "not ended yet"), (owned, "of workflows, which go with them") }
            .Where(part => part.Item1 > 0).Select(part => $"{Words.Of(part.Item1)} {part.Item2}")];
        if (parts.Length > 0)
        {
            await call.Error.WriteLineAsync($"left alone: {string.Join("; ", parts)}");
        }
    }

    private static async Task<Deletion> OneAsync(string id, Func<string, Task> delete)
    {
        try
        {
            await delete(id);
            return new Deletion(id, "deleted", null);
        }
        catch (NotFoundException fault)
        {
            return new Deletion(id, "missing", fault.Message);
        }
        catch (InvalidActionException fault)
        {
            return new Deletion(id, "refused", fault.Message);
        }
    }
}
