using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>How arguments and results become JSON. The options are fixed, as part of what is stored; where the contracts come from is not.</summary>
public static class TaskueJson
{
    /// <summary>Adds source-generated contracts, asked before reflection.</summary>
    /// <param name="resolver">A <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>, or another resolver.
    /// The options of the context itself are not used.</param>
    /// <exception cref="InvalidOperationException">A call or result was already read or written in this process.</exception>
    /// <remarks>Thread-safe. Resolvers are asked in the order in which they were added.</remarks>
    public static void AddResolver(IJsonTypeInfoResolver resolver) => JsonFormat.Default.AddResolver(resolver);
}
