using System.IO.Enumeration;

namespace Taskue;

/// <summary>One pattern of a <see cref="MethodAllowList"/>.</summary>
/// <param name="Assembly">Fits simple names of assemblies.</param>
/// <param name="Member">Fits <c>Namespace.Type.Method</c>; <see langword="null"/> fits all.</param>
internal sealed record AllowPattern(string Assembly, string? Member)
{
    public static AllowPattern Parse(string pattern)
    {
        var colon = pattern.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new AllowPattern(pattern, null) : new AllowPattern(pattern[..colon], pattern[(colon + 1)..]);
    }

    public bool FitsAssembly(string name) => Fits(Assembly, name);

    public bool FitsMember(string member) => Member is null || Fits(Member, member);

    // Only '*' has a meaning; '?' and '\' have one to FileSystemName, but stand in no .NET name that matters here.
    private static bool Fits(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
