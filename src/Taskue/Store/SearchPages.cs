namespace Taskue.Store;

/// <summary>Makes pages of a filtered list from as many calls as it takes, each of them short for the server.</summary>
internal static class SearchPages
{
    /// <summary>How many calls go on counting once a page is full: 10 000 are looked at, some 20 ms of the server in all.</summary>
    private const int CountingCalls = 10;

    private const long Endless = 1_000_000_000_000;

    /// <summary>Reads one page.</summary>
    /// <param name="sources">The sources, one behind the other.</param>
    /// <param name="cursor">Where an earlier page ended, or null.</param>
    /// <param name="skip">How many matches stand before the page.</param>
    /// <param name="limit">How many the page has.</param>
    /// <param name="filter">What is looked for.</param>
    /// <param name="count">Whether to count on behind the page.</param>
    /// <param name="call">One call.</param>
    /// <param name="cancellationToken">Stops between two calls.</param>
    /// <returns>The page; how many were seen up to where it ended or counting was left off, and whether that was the end; where to go on.</returns>
    public static async Task<(List<T> Found, long Seen, bool AtEnd, string? Next)> ReadAsync<T>(
        string[] sources, string? cursor, long skip, int limit, Filter filter, bool count, Func<Search, Task<SearchReply<T>>> call,
        CancellationToken cancellationToken)
    {
        (int source, string place) = Place(sources, cursor);
        var found = new List<T>(limit);
        long passed = 0;
        string? next = null;
        int counting = 0;
        long before = 0;
        while (source < sources.Length && (found.Count < limit || (count && counting <= CountingCalls)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool full = found.Count == limit;
            SearchReply<T> reply = await call(new Search
            {
                Source = sources[source], Cursor = place, Filter = filter,
                Limit = full ? 0 : limit - found.Count, Skip = full ? Endless : skip - passed,
            }).ConfigureAwait(false);
            passed += reply.Passed;
            found.AddRange(reply.Found);
            place = reply.Cursor;
            if (place.Length == 0)
            {
                source++;
            }

            if (found.Count == limit)
            {
                before = counting == 0 ? passed : before;
                next ??= source == sources.Length ? null : sources[source] + ":" + place;
                counting++;
            }
        }

        bool atEnd = source == sources.Length;
        return (found, passed + found.Count, atEnd, atEnd && passed == before ? null : next);
    }

    private static (int Source, string Place) Place(string[] sources, string? cursor)
    {
        if (cursor is null)
        {
            return (0, "");
        }

        int colon = cursor.IndexOf(':', StringComparison.Ordinal);
        int source = colon < 0 ? -1 : Array.IndexOf(sources, cursor[..colon]);
        string place = cursor[(colon + 1)..];
        return source >= 0 && place.Length <= 64 && IsPlace(place)
            ? (source, place)
            : throw new ArgumentException($"'{(cursor.Length <= 80 ? cursor : cursor[..80] + "…")}' is no place in this list. Take Cursor from Next of a page of the same query.", nameof(cursor));
    }

    private static bool IsNumber(string text) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _);

    /// <summary>An id, a stamp and an id, or a number: what else would be an error in the store.</summary>
    private static bool IsPlace(string place)
    {
        string[] parts = place.Split('|');
        return place.Length == 0 || parts.Length == 2 && IsNumber(parts[0]) && TaskId.IsWellFormed(parts[1])
            || parts.Length == 1 && (TaskId.IsWellFormed(place) || IsNumber(place));
    }
}
