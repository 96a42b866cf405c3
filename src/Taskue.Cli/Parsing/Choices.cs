namespace Taskue.Cli.Parsing;

/// <summary>Words of which one may be said, or several with commas.</summary>
internal static class Choices
{
    public static T One<T>(string option, string word, Func<T, string> name)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (string.Equals(name(value), word, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        string[] all = Names(name);
        string? near = UsageText.Nearest(word, all);
        throw new UsageException($"{option} must be {string.Join(", ", all[..^1])} or {all[^1]}, but is '{word}'.{(near is null ? "" : $" Did you mean '{near}'?")}");
    }

    public static IReadOnlyList<T> Several<T>(string option, IEnumerable<string> words, Func<T, string> name)
        where T : struct, Enum => [.. words.SelectMany(word => word.Split(',', StringSplitOptions.TrimEntries))
            .Select(word => One(option, word, name)).Distinct()];

    public static string[] Names<T>(Func<T, string> name)
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(name)];
}
