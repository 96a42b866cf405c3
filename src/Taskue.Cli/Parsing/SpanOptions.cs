using System.CommandLine;

namespace Taskue.Cli.Parsing;

/// <summary>Title and time of making: what every list of tasks or workflows can be narrowed by.</summary>
internal sealed class SpanOptions(string what)
{
    private readonly Option<string?> title = new("--title") { Description = $"Only {what} with such a title; * stands for any text: 'invoice*'.", HelpName = "PATTERN" };

    private readonly Option<Moment?> since = MomentOption("--since", $"Only {what} made at this moment or later: {Moments.Forms}.");

    private readonly Option<Moment?> until = MomentOption("--until", $"Only {what} made before this moment.");

    public void AddTo(Command command)
    {
        command.Add(title);
        command.Add(since);
        command.Add(until);
    }

    public string? Title(Invocation call) => call.Value(title) is not { } pattern ? null
        : pattern.Length is >= 1 and <= 256 && pattern.Count(c => c == '*') <= 16 ? pattern
        : throw new UsageException($"--title must have 1 to 256 characters, 16 of them * at most, but is '{pattern}'.");

    public DateTimeOffset? Since(Invocation call) => call.Value(since)?.At;

    public DateTimeOffset? Until(Invocation call) => call.Value(until)?.At is { } end && Since(call) is { } begin && end <= begin
        ? throw new UsageException($"--until ({end:u}) must be later than --since ({begin:u}).")
        : call.Value(until)?.At;

    /// <summary>Both by the server's clock.</summary>
    public (DateTimeOffset? Since, DateTimeOffset? Until) On(Invocation call, TaskueClient taskue) => (call.Value(since)?.On(taskue), call.Value(until)?.On(taskue));

    public bool IsGiven(Invocation call) => Title(call) is not null || Since(call) is not null || Until(call) is not null;

    private static Option<Moment?> MomentOption(string name, string description) =>
        new(name) { Description = description, HelpName = "TIME", CustomParser = Moments.Parse };
}
