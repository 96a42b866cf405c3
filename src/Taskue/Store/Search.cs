namespace Taskue.Store;

/// <summary>One call of search.lua or flow_search.lua: where to look, from where, how far, and what for.</summary>
internal sealed record Search
{
    /// <summary>How much one call looks at: a few milliseconds of the server.</summary>
    public const int Budget = 1000;

    /// <summary><c>index</c>, <c>created</c>, <c>running</c>, <c>pending</c>, or the letters of final states.</summary>
    public required string Source { get; init; }

    public string Cursor { get; init; } = "";

    /// <summary>How many to give; 0 gives none and counts on.</summary>
    public required int Limit { get; init; }

    /// <summary>How many matches to pass over first.</summary>
    public long Skip { get; init; }

    public required Filter Filter { get; init; }
}

/// <summary>What a list is narrowed to.</summary>
internal sealed record Filter(string? Queue, string? TitlePattern, DateTimeOffset? Since, DateTimeOffset? Until)
{
    public bool IsEmpty => Queue is null && TitlePattern is null && Since is null && Until is null;

    /// <summary>The pattern's pieces between its stars, in small letters.</summary>
    public string[] Pieces => TitlePattern is null ? [] : Lower(TitlePattern).Split('*');

    public bool Matches(TaskInfo task) => (Queue is null || task.Queue == Queue)
        && (Since is null || string.CompareOrdinal(task.Id, TaskIdSource.LeastOf(Since.Value)) >= 0)
        && (Until is null || string.CompareOrdinal(task.Id, TaskIdSource.LeastOf(Until.Value)) < 0)
        && HasTitle(Pieces, Lower(task.Title));

    /// <summary>The rule of <c>titled</c> in <c>shared/scan.lua</c>.</summary>
    private static bool HasTitle(string[] pieces, string title)
    {
        if (pieces.Length < 2)
        {
            return pieces.Length == 0 || title == pieces[0];
        }

        if (!title.StartsWith(pieces[0], StringComparison.Ordinal))
        {
            return false;
        }

        int at = pieces[0].Length;
        foreach (string piece in pieces[1..^1])
        {
            int found = title.IndexOf(piece, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + piece.Length;
        }

        return title.Length - pieces[^1].Length >= at && title.EndsWith(pieces[^1], StringComparison.Ordinal);
    }

    private static string Lower(string text) =>
        string.Create(text.Length, text, static (into, from) =>
        {
            for (int i = 0; i < into.Length; i++)
            {
                into[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
            }
        });
}

/// <summary>What one call found, and where the next one goes on: "" at the end of the source.</summary>
internal sealed record SearchReply<T>(string Cursor, long Passed, IReadOnlyList<T> Found);
