using System.CommandLine;
using System.Globalization;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Waiting;

/// <summary>What is waited for, and how long.</summary>
internal sealed class WaitOptions(bool stages)
{
    private readonly Option<string> until = new("--for")
    {
        Description = stages
            ? "passed (exit code 1 where one ends otherwise), finished (however it ends), or stage=N (that stage is over; stages count from 0)."
            : "passed (exit code 1 where one ends otherwise), or finished (however it ends).",
        HelpName = "WHAT",
        DefaultValueFactory = static _ => "passed",
    };

    private readonly Option<TimeSpan?> timeout = new("--timeout")
    {
        Description = $"How long to wait at most, then exit code 124: {Durations.Forms}. Default: for ever.",
        HelpName = "TIME",
        CustomParser = Durations.Parse,
    };

    private readonly Option<bool> any = new("--any") { Description = "One of them is enough. Default: all." };

    public void AddTo(Command command)
    {
        until.CompletionSources.Add(stages ? ["passed", "finished", "stage="] : ["passed", "finished"]);
        command.Add(until);
        command.Add(timeout);
        command.Add(any);
    }

    public bool Any(Invocation call) => call.Value(any);

    public TimeSpan Timeout(Invocation call) => call.Value(timeout) ?? System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>The stage that is waited for; null for the end.</summary>
    public int? Stage(Invocation call) =>
        stages && call.Value(until).StartsWith("stage=", StringComparison.Ordinal)
            ? int.TryParse(call.Value(until)["stage=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int stage) ? stage : throw Wrong(call)
            : null;

    /// <summary>Whether the end alone is enough.</summary>
    public bool EndIsEnough(Invocation call) => call.Value(until) switch
    {
        "finished" => true,
        "passed" => false,
        _ => Stage(call) is null ? throw Wrong(call) : false,
    };

    private UsageException Wrong(Invocation call) =>
        new($"--for must be passed{(stages ? ", finished or stage=N" : " or finished")}, but is '{call.Value(until)}'.");
}
