using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>Snapshots of the store as JSON, on their way to a child. Both sides are of one build: this is no stored format.</summary>
internal static class FlowJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { MakeSnapshots } },
    };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static T? Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, Options);

    // Snapshots have no constructor for others than Taskue.
    private static void MakeSnapshots(JsonTypeInfo type)
    {
        if (type is { Kind: JsonTypeInfoKind.Object, CreateObject: null } && type.Type.Assembly == typeof(FlowJson).Assembly
            && type.Type.GetConstructor(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic, []) is { } constructor)
        {
            type.CreateObject = () => constructor.Invoke(null);
        }
    }
}
