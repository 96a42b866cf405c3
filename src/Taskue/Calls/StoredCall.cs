namespace Taskue;

/// <summary>A call as it stands in the store: a method's name and its arguments. Data, never a type to make by name.</summary>
/// <param name="Method">Assembly simple name, type, method and parameter types, as <see cref="MethodName"/> writes them.</param>
/// <param name="Arguments">A JSON array with one element a parameter; parameters that the runner fills in are left out.</param>
internal sealed record StoredCall(string Method, ReadOnlyMemory<byte> Arguments)
{
    /// <summary>Type and method without assembly, namespace and parameters: for people.</summary>
    public string ShortName => MethodName.Short(Method);
}
