using Taskue.Store;

namespace Taskue.TestSupport;

/// <summary>A small edit of a script or of a shared part: the text to find, which must stand there exactly once, and what to put in its place.</summary>
internal sealed record ScriptEdit(string Source, string Find, string Replacement);

/// <summary>Scripts with a rule changed: what the checks of the store are held against.</summary>
internal static class EditedScripts
{
    /// <summary>All scripts, with the edits made wherever their sources are included.</summary>
    public static ScriptSet Set(params IReadOnlyList<ScriptEdit> edits)
    {
        IReadOnlyDictionary<string, string> texts = Sources(edits);
        return new ScriptSet(name => Script.Compose(name, part => texts.GetValueOrDefault(part) ?? Script.Read(part)));
    }

    /// <summary>The sources that are edited, by their names.</summary>
    public static IReadOnlyDictionary<string, string> Sources(IReadOnlyList<ScriptEdit> edits)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ScriptEdit edit in edits)
        {
            string text = texts.GetValueOrDefault(edit.Source) ?? Script.Read(edit.Source);
            int times = text.Split(edit.Find).Length - 1;
            texts[edit.Source] = times == 1 ? text.Replace(edit.Find, edit.Replacement, StringComparison.Ordinal)
                : throw new InvalidOperationException($"{edit.Source}.lua holds this text {times} times instead of once: {edit.Find}");
        }

        return texts;
    }

    public static ScriptSet Set(string source, string find, string replacement) => Set(new ScriptEdit(source, find, replacement));
}
