namespace Taskue;

/// <summary>A stored method text taken apart. Names are names here: nothing is looked up.</summary>
/// <param name="Assembly">Simple name of the assembly.</param>
/// <param name="Type">The declaring type, or the service.</param>
/// <param name="Name">The method's name.</param>
/// <param name="TypeArguments">Its type arguments; empty for a method that has none.</param>
/// <param name="Parameters">The parameter list as it stands, with its parentheses.</param>
internal sealed record ParsedMethod(string Assembly, ParsedType Type, string Name, ParsedType[] TypeArguments, string Parameters);

/// <summary>A type in a stored method text.</summary>
/// <param name="Assembly">Simple name of its assembly; <see langword="null"/> where it is the method's.</param>
/// <param name="Key">Its path with arities, as <see cref="TypeText.KeyOf"/> writes them.</param>
/// <param name="Arguments">The type arguments of all its levels in order.</param>
/// <param name="Suffixes">What follows: 0 for <c>?</c>, else the rank of an array; the innermost first.</param>
internal sealed record ParsedType(string? Assembly, string Key, ParsedType[] Arguments, int[] Suffixes);
