namespace Taskue;

/// <summary>Ids of tasks and workflows: 22 characters of lower-case Crockford base32 that sort by creation.</summary>
/// <remarks>
/// 42 bits of Unix milliseconds, 58 bits of randomness that rise within a millisecond (as in ULID's monotonic form), 10 bits of partition.
/// Crockford's alphabet leaves out i, l, o and u: https://www.crockford.com/base32.html.
/// </remarks>
public static class TaskId
{
    /// <summary>The length of every id.</summary>
    public const int Length = 22;

    private static readonly TaskIdSource Default = new(TimeProvider.System);

    /// <summary>Makes an id to give to a spec, so that a caller's own repetition of the enqueue is safe.</summary>
    /// <returns>A new id, unique without coordination.</returns>
    public static string New() => Default.Next();

    /// <summary>Whether a text has the form of an id. It says nothing of whether such a task is stored.</summary>
    /// <param name="text">The text.</param>
    /// <returns><see langword="true"/> for 22 characters of the alphabet.</returns>
    public static bool IsWellFormed(string? text) =>
        text is { Length: Length } && !text.AsSpan().ContainsAnyExcept(TaskIdSource.Alphabet);

    internal static string Check(string id, string parameter) => IsWellFormed(id)
        ? id
        : throw new ArgumentException(
            $"'{Shown(id)}' is not an id: ids have 22 characters of 0-9 and a-z without i, l, o and u. Take it from a handle, a list, or TaskId.New().", parameter);

    internal static void CheckBeginning(string beginning, string parameter)
    {
        if (beginning.Length > Length || beginning.AsSpan().ContainsAnyExcept(TaskIdSource.Alphabet))
        {
            throw new ArgumentException(
                $"'{Shown(beginning)}' is not the beginning of an id: ids have {Length} characters of 0-9 and a-z without i, l, o and u.", parameter);
        }
    }

    private static string Shown(string? id) => id is null ? "null" : id.Length <= 64 ? id : id[..64] + "…";
}
