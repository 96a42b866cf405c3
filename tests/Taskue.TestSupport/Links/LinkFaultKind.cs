namespace Taskue.TestSupport;

/// <summary>What can happen to a connection.</summary>
public enum LinkFaultKind
{
    /// <summary>
    /// It is reset at once, and what is under way is lost. One way: only the end in that direction hears of it, and to the other the
    /// connection looks open, and silent, until the link is healed.
    /// </summary>
    Cut,

    /// <summary>It is reset at both ends after so many more bytes in a direction: a request or a reply breaks in its middle.</summary>
    CutAfter,

    /// <summary>Each byte comes so many milliseconds later; the rate is not limited. Lasts.</summary>
    Delay,

    /// <summary>At most so many bytes a second pass. Lasts.</summary>
    Throttle,

    /// <summary>Nothing passes, not even an end, and nobody is told. What was sent meanwhile comes when the link is healed. Lasts.</summary>
    Blackhole,

    /// <summary>That direction ends (FIN), and what is sent in it from then on is lost; the other direction goes on.</summary>
    HalfClose,

    /// <summary>New connections are refused, as where no server listens; those that are open go on. Lasts.</summary>
    Refuse,
}
