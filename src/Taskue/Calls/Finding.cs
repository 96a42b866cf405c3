namespace Taskue;

/// <summary>What a value would lose.</summary>
/// <param name="At">The place, as <c>.Items[3]</c>; empty for the value itself.</param>
/// <param name="Problem">What is wrong, as a predicate, and what to do instead.</param>
internal sealed record Finding(string At, string Problem)
{
    public static Finding BrokenText { get; } = new("",
        "holds half of a surrogate pair, which is no text and cannot be stored. Cut strings between characters, or pass bytes as byte[].");

    public static Finding NoDocument { get; } = new("",
        "is null, and a JsonDocument comes back from null as a document that holds null. Declare JsonNode, or pass a document.");

    public static Finding Derived(Type actual, Type declared) => new("",
        $"is a {TypeText.Of(actual)}, but declared as {TypeText.Of(declared)}: JSON would lose what it adds. "
        + $"Declare {TypeText.Of(actual)}, or name it by [JsonDerivedType] on {TypeText.Of(declared)}.");

    /// <summary>The same as a part of something.</summary>
    public Finding Inside(string at) => this with { At = at + At };
}
