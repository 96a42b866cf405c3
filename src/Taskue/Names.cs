using System.Buffers;

namespace Taskue;

/// <summary>What names and titles may be. Wrong ones fail before anything is sent.</summary>
internal static class Names
{
    /// <summary>The queue of tasks without a tag.</summary>
    public const string DefaultQueue = "default";

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> First = SearchValues.Create(Letters);
    private static readonly SearchValues<char> InQueue = SearchValues.Create(Letters + "._:/-");
    private static readonly SearchValues<char> InNamespace = SearchValues.Create(Letters + "._-");

    public static string CheckQueue(string name, string parameter) => Check(name, "queue or tag", "[A-Za-z0-9._:/-]", InQueue, parameter);

    public static string CheckNamespace(string name, string parameter) => Check(name, "namespace", "[A-Za-z0-9._-]", InNamespace, parameter);

    public static string CheckRunner(string name, string parameter) => Check(name, "runner", "[A-Za-z0-9._-]", InNamespace, parameter);

    public static void CheckTitle(string title, string parameter)
    {
        if (title.Length > Limits.TitleLength)
        {
            throw new ArgumentException($"The title has {title.Length} characters and may have {Limits.TitleLength}: '{title[..32]}…'.", parameter);
        }

        foreach (char c in title)
        {
            if (char.IsControl(c))
            {
                throw new ArgumentException($"The title '{title.ReplaceLineEndings("⏎")}' has a control character (U+{(int)c:X4}). Titles are one line of text.", parameter);
            }
        }
    }

    private static string Check(string name, string kind, string allowed, SearchValues<char> characters, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        if (name.Length is 0 or > Limits.NameLength || !First.Contains(name[0]) || name.AsSpan().ContainsAnyExcept(characters))
        {
            string shown = name.Length <= 80 ? name : name[..80] + "…";
            throw new ArgumentException(
                $"'{shown}' is not a {kind} name: 1 to {Limits.NameLength} characters {allowed}, beginning with a letter or digit.", parameter);
        }

        return name;
    }
}
