namespace Taskue;

/// <summary>Why a task or workflow does not run: the first reason that is true, with the numbers and the next step.</summary>
public sealed record Explanation
{
    internal Explanation()
    {
    }

    /// <summary>The id that was asked about.</summary>
    public required string Id { get; init; }

    /// <summary>What it names; <see cref="IdKind.Any"/> where nothing of that id is stored.</summary>
    public required IdKind Kind { get; init; }

    /// <summary>The task that the reason is about: the one that was asked about; of a workflow the one that holds it up, or one that runs.</summary>
    /// <value><see langword="null"/> if no task is named.</value>
    public string? TaskId { get; init; }

    /// <summary>The title of the task or workflow; empty where nothing is stored.</summary>
    public string Title { get; init; } = "";

    /// <summary>The server's clock when it was asked.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// The reason, an open list: <c>not_found</c>, <c>finished</c>, <c>running</c>, <c>overdue</c>, <c>runner_silent</c>, <c>incomplete</c>,
    /// <c>moving</c>, <c>waits_for_stage</c>, <c>held</c>, <c>no_runner</c>, <c>no_able_runner</c>, <c>runners_silent</c>, <c>runners_paused</c>,
    /// <c>runners_stopping</c>, <c>runners_busy</c>, <c>runs_long</c>, <c>waits_for_slot</c>, <c>due</c>, <c>misplaced</c>, <c>unreadable</c>.
    /// </summary>
    public required string Code { get; init; }

    /// <summary>The reason in a sentence or two, with its numbers.</summary>
    public required string Sentence { get; init; }

    /// <summary>The same numbers by name, an open list.</summary>
    public IReadOnlyList<ExplanationDetail> Details { get; init; } = [];

    /// <summary>What to do or look at next; empty where nothing needs to be done.</summary>
    public IReadOnlyList<string> NextSteps { get; init; } = [];
}

/// <summary>One of an explanation's numbers.</summary>
/// <param name="Name">Its name, in lower case with underscores.</param>
/// <param name="Value">Its value as text; stamps are ISO 8601 in UTC, times are seconds.</param>
public sealed record ExplanationDetail(string Name, string Value);
