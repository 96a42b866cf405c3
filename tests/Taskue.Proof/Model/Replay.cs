using Taskue.Proof.Mutants;

namespace Taskue.Proof.Model;

/// <summary><c>./prove --replay FILE</c>: a history again, step by step, with all checks after each.</summary>
internal static class Replay
{
    /// <summary>Whether it holds now.</summary>
    public static async Task<bool> RunAsync(string path, TextWriter to)
    {
        HistoryFile history = HistoryFile.Read(path);
        Mutant? mutant = history.Mutant is { } name ? Planted.Find(name) : null;
        await using Bench bench = await Bench.OpenAsync(history.Server);
        using var run = new HistoryRun(bench, new RunForm(history.Narrow, LookEvery: 1, mutant));
        Failure? failure = await run.RunAsync(history.Steps, (step, call) => to.WriteLine($"{step,-24} {HistoryRun.Describe(call)}"));
        to.WriteLine(failure is null ? "The history holds." : "VIOLATION " + failure.Text);
        return failure is null;
    }
}
