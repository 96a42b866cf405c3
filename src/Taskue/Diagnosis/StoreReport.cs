namespace Taskue;

/// <summary>What one check came to.</summary>
public enum CheckVerdict
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>The server does not tell, as managed ones often do not.</summary>
    Unknown,

    /// <summary>It works, and may come to harm.</summary>
    Warn,

    /// <summary>It does not work, or loses work.</summary>
    Fail,
}

/// <summary>One check of a store.</summary>
/// <param name="Name">What was looked at, an open list: <c>server</c>, <c>persistence</c>, <c>rights</c>, <c>runners</c>, …</param>
/// <param name="Verdict">What it came to.</param>
/// <param name="Finding">What was found, with its numbers.</param>
/// <param name="Remedy">What to do; <see langword="null"/> where nothing is to be done.</param>
public sealed record StoreCheck(string Name, CheckVerdict Verdict, string Finding, string? Remedy);

/// <summary>Every check of a store and namespace.</summary>
/// <param name="Namespace">The namespace that was looked at.</param>
/// <param name="Checks">The checks, the server's first.</param>
public sealed record StoreReport(string Namespace, IReadOnlyList<StoreCheck> Checks)
{
    /// <summary>The worst verdict of all; what is unknown is no fault.</summary>
    public CheckVerdict Verdict => Checks.Any(check => check.Verdict == CheckVerdict.Fail) ? CheckVerdict.Fail
        : Checks.Any(check => check.Verdict == CheckVerdict.Warn) ? CheckVerdict.Warn : CheckVerdict.Ok;
}
