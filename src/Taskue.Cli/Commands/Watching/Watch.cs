using System.Text.Json;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Watching;

/// <summary>Shows something as it goes: a picture that moves on a terminal, a line a transition elsewhere, one document at the end as JSON.</summary>
/// <param name="call">The call.</param>
/// <param name="frame">The picture.</param>
/// <param name="steps">What is in it.</param>
internal sealed class Watch<T>(Invocation call, Func<T, IEnumerable<string>> frame, Func<T, IEnumerable<Step>> steps)
{
    private readonly Dictionary<string, (string, int?)> told = new(StringComparer.Ordinal);

    /// <summary>Shows it until it has ended.</summary>
    /// <returns>How it ended; null where Ctrl-C came before.</returns>
    public async Task<T?> RunAsync(Func<Task> end, Func<Task<T>> read, string comeBack, CancellationToken stop)
    {
        T? last = default;
        bool moves = Terminal.IsOutput && call.Output.IsText;
        using LiveLines? live = moves ? new LiveLines(call.Out) : null;
        try
        {
            await Follow.RunAsync(end, read, snapshot =>
            {
                last = snapshot;
                if (live is not null)
                {
                    live.Show([.. frame(snapshot)]);
                }
                else if (call.Output.IsText || call.Output.Form == OutputForm.Jsonl)
                {
                    Tell(snapshot);
                }

                return false;
            }, stop);
            return last;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            live?.Dispose();
            await call.Error.WriteLineAsync($"detached; it goes on. Come back: {comeBack}");
            return default;
        }
    }

    private void Tell(T snapshot)
    {
        foreach (Step step in steps(snapshot))
        {
            (string, int?) now = (step.Document.State, step.Document.Attempt);
            if (told.TryGetValue(step.Key, out (string, int?) before) && before == now)
            {
                continue;
            }

            told[step.Key] = now;
            call.Out.WriteLine(call.Output.IsText ? step.Line : JsonSerializer.Serialize(step.Document, CliJson.Readable.StepDocument));
        }
    }
}
