using System.Text;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Commands.Explain;

/// <summary>An entry of the manual.</summary>
/// <param name="Name">What it explains.</param>
/// <param name="Topic">The heading that it stands under.</param>
/// <param name="Text">Its text.</param>
internal sealed record Entry(string Name, string Topic, string Text)
{
    /// <summary>The first sentence.</summary>
    public string Summary => Text.Split('\n')[0] is var line && line.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? line[..(end + 1)] : Text.Split('\n')[0];
}

/// <summary>The manual, from the program itself: no server, no network.</summary>
internal static class Manual
{
    private const string Pages = "manual/", Codes = "error/";

    public static IReadOnlyList<Entry> Read() => [.. Written(), .. Errors(), .. Settings()];

    private static IEnumerable<Entry> Written()
    {
        string topic = "", name = "";
        var text = new StringBuilder();
        foreach (string line in Resource(Pages + "manual.md").Split('\n').Append("# "))
        {
            if (!line.StartsWith('#'))
            {
                text.Append(line).Append('\n');
                continue;
            }

            if (name.Length > 0)
            {
                yield return new Entry(name, topic, text.ToString().Trim());
            }

            text.Clear();
            bool isTopic = line.StartsWith("# ", StringComparison.Ordinal);
            (topic, name) = isTopic ? (line[2..], "") : (topic, line[3..]);
        }
    }

    /// <summary>The pages of <c>docs/errors</c>, as plain text.</summary>
    private static IEnumerable<Entry> Errors()
    {
        foreach (string resource in typeof(Manual).Assembly.GetManifestResourceNames().Where(one => one.StartsWith(Codes, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            string[] lines = Resource(resource).Split('\n');
            string title = lines[0].TrimStart('#', ' ');
            int colon = title.IndexOf(": ", StringComparison.Ordinal);
            string text = string.Join('\n', lines.Skip(1).Where(line => !line.StartsWith("```", StringComparison.Ordinal))).Trim();
            yield return new Entry(title[..colon], "error codes", $"{char.ToUpperInvariant(title[colon + 2])}{title[(colon + 3)..]}.\n\n{Plain(text)}");
        }
    }

    private static IEnumerable<Entry> Settings() => SettingList.All.Select(setting => new Entry(setting.Key, "settings",
        $"{char.ToUpperInvariant(setting.Description[0])}{setting.Description[1..]}.\nDefault: {setting.Default ?? "none"}. Environment: {setting.Variable}. In the file: {setting.Key} = ... (taskue config set {setting.Key} VALUE)."));

    /// <summary>Markdown without its marks: emphasis, and links as their texts.</summary>
    private static string Plain(string markdown)
    {
        var text = new StringBuilder(markdown.Replace("**", "", StringComparison.Ordinal));
        for (int open = IndexOf(text, "](", 0); open >= 0; open = IndexOf(text, "](", open))
        {
            int close = IndexOf(text, ")", open), start = text.ToString(0, open).LastIndexOf('[');
            if (close < 0 || start < 0)
            {
                break;
            }

            text.Remove(open, close - open + 1).Remove(start, 1);
        }

        return text.ToString();
    }

    private static int IndexOf(StringBuilder text, string what, int from) => text.ToString().IndexOf(what, from, StringComparison.Ordinal);

    private static string Resource(string name)
    {
        using Stream stream = typeof(Manual).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The page '{name}' is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
