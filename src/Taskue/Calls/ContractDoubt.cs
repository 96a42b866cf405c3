using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>Says whether the contract of a type may read something else than it writes, so that its values are read back and compared.</summary>
/// <remarks>
/// In doubt is whatever code of the user's takes part in: converters, written accessors, constructors that do more than store, callbacks, own collections;
/// and of the framework's: raw JSON, and sets, whose comparer is not kept.
/// Members of automatic properties, constructors of positional records, and the framework's usual collections are not: they cost nothing.
/// </remarks>
internal static class ContractDoubt
{
    public static bool Of(JsonTypeInfo info) =>
        !FrameworkCode.Contains(info.Converter.GetType()) || (info.Type.IsEnum ? NamesAreAlike(info.Type) : info.Kind switch
        {
            JsonTypeInfoKind.Object => !FrameworkCode.Contains(info.Type) && OfObject(info),
            JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => OfCollection(info),
            _ => info.Type == typeof(JsonElement) || info.Type == typeof(JsonDocument) || typeof(System.Text.Json.Nodes.JsonNode).IsAssignableFrom(info.Type),
        });

    private static bool OfObject(JsonTypeInfo info) =>
        info.OnSerializing is not null || info.OnSerialized is not null || info.OnDeserializing is not null || info.OnDeserialized is not null
        || (info.CreateObject is null && !info.Type.IsAbstract && !(info.ConstructorAttributeProvider is ConstructorInfo constructor && PlainConstructor.Is(constructor, info)))
        || info.Properties.Any(property => MemberCheck.IsRestored(property) && OfMember(info, property));

    private static bool OfMember(JsonTypeInfo info, JsonPropertyInfo property) =>
        property.IsExtensionData
        || (property.CustomConverter is { } converter && !FrameworkCode.Contains(converter.GetType()))
        || StartValues.AreInDoubt(info, property)
        || (property.AttributeProvider is PropertyInfo member
            && (IsWritten(member.GetMethod) || (property.Set is not null && property.AssociatedParameter is null && IsWritten(member.SetMethod))));

    private static bool OfCollection(JsonTypeInfo info)
    {
        var type = info.Type;
        return (!FrameworkCode.Contains(type) && !type.IsArray)
            || (info.KeyType is { } key && !SimpleTypes.Contains(key) && Of(info.Options.GetTypeInfo(key)))
            || type.GetInterfaces().Append(type).Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ISet<>));
    }

    // Accessors of automatic properties are marked; a written one may change the value.
    private static bool IsWritten(MethodInfo? accessor) => accessor?.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) == false;

    // Names are read without regard to case where several are joined.
    private static bool NamesAreAlike(Type type)
    {
        var names = Enum.GetNames(type);
        return names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Length;
    }
}
