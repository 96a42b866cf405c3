using System.Text.RegularExpressions;

namespace Taskue.TestSupport.Tests.Texts;

/// <summary>A phrase that reads as a translation, and what to write instead.</summary>
/// <param name="Pattern">A regular expression; upper and lower case are the same.</param>
/// <param name="Instead">What to write instead.</param>
internal sealed record Phrase(string Pattern, string Instead)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Regex regex = new(Pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Limit);

    /// <summary>The list. A pattern is precise enough to have no false alarms; <see cref="PhraseTests"/> has examples for both sides.</summary>
    public static IReadOnlyList<Phrase> All { get; } =
    [
        new(@"\b(is|are|was|were) tried to be\b", "X tries to …"),
        new(@"\bmend(s|ed|ing)?\b", "repair, fix, correct"),
        new(@"\btold\b", "reported, says"),
        new(@"\b(file|folder|line|list|key|hash|record|row|test|thread|project|script|process|call|round trip|connection|fork|class|page|hand|command) an? "
            + @"(transition|resource|concern|task|slot|runner|call|line|queue|verb|rule|section|assembly|version|script|job|core|name|thing|prefix|append)\b", "one … per …"),
        new(@"\bone `code` an? \w+", "one … per …"),
        new(@"\b(us|µs|ms|bytes|commands|calls|allocations|lines|switches) an? (task|line|queue|job)\b", "… per …"),
        new(@"\b(tasks|calls|times|lines|bytes|commands|MB|entries|rounds) a (second|call|round|minute)\b(?= *($|[.,;:)|]|(and|with|at|in|of|on|for)\b))", "… per …"),
        new(@"\bwhose text it is\b", "Output is attributed to …"),
        new(@"(^|[.;:] )not \w+ is what\b", "what … is not …"),
        new(@"\b(is|was|are|were|be|been|went|gone) away\b", "unreachable"),
        new(@"\b(taken?|takes|took|taking) away\b", "deleted, removed"),
        new(@"(^|[.;] |- )where (there|no|none|nothing|only|it|they|redis|an?|the|that)\b[^.:?]*,", "If …,"),
        new(@"\bthe \w+ before stays\b", "the previous … stays"),
        new(@"\bwhomever\b", "whoever"),
        new(@"\bshould not be($|[.:;,])", "this should never happen"),
        new(@"\b(stands?|stood)\b(?! (for|by|out)\b)(?!-)", "is stored in, is"),
        new(@"\bin vain\b", "without success; expired while held"),
        new(@"\bas an? \w+ says\b", "with the given …"),
        new(@"\blook(s|ed|ing)? whether\b", "checks that, checks whether"),
        new(@"(^|[.;] |\*\*)who (calls|can|asks|waits|enqueues|writes|reads|may)\b(?! do what)[^?]*$", "The caller …, Whoever …"),
        new(@"\bcomes? about\b", "happens, failed"),
        new(@"(?<!\bthere )\b(is|are|was|were) no (?!longer\b|more\b|less\b|other\b|different\b|one\b|earlier\b|later\b)[a-z]+", "is not a …; Unknown …"),
        new(@"\b(not|never) heard of\b", "could not be read"),
        new(@"\bhas no reason to\b", "is skipped"),
        new(@"\b(go|goes|went|going|gone) on\b", "continue"),
        new(@"\bbeside\b", "next to, besides, along with"),
        new(@"\banew\b", "again, new"),
        new(@"\bfor ever\b", "forever"),
        new(@"\bby (itself|themselves)\b", "automatically"),
        new(@"\b(nobody|no one)\b", "say who does what"),
        new(@"\bunder way\b", "in flight, in progress"),
        new(@"\bwithout a word\b", "silently"),
        new(@"\bheld against\b", "compared with, checked against"),
        new(@"\bof its own accord\b", "on its own"),
        new(@"\bheed(s|ed|ing)?\b", "observe"),
        new(@"\bin good order\b", "gracefully"),
    ];

    /// <summary>The words of a line that are this phrase, or nothing.</summary>
    public string? FindIn(string line) => regex.Match(line) is { Success: true } match ? match.Value.Trim() : null;
}
