using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>Looks after members for which it matters what they hold before they are read: those that may be left out, and those that reading adds to.</summary>
internal static class StartValues
{
    private const string NoStartValue = "Take the condition off [JsonIgnore], or give the member no initial value.";

    public static ContractFault? Fault(JsonTypeInfo info, JsonPropertyInfo property, string at)
    {
        at = $"{at}.{MemberCheck.NameOf(property)}";
        if (Condition(property) is { } condition)
        {
            var what = condition == JsonIgnoreCondition.WhenWritingNull ? "null" : "the default of its type";
            if (IsRequired(property))
            {
                return new ContractFault(at, $"is not written when it is {what}, and is required when it is read", "Take the condition off [JsonIgnore].");
            }

            return TryGet(info, property, out var start) && !IsDefault(start, property.PropertyType)
                ? new ContractFault(at, $"is not written when it is {what}, and would come back as its initial value", NoStartValue)
                : null;
        }

        return IsAddedTo(info, property) && TryGet(info, property, out var items) && items is IEnumerable some && some.GetEnumerator().MoveNext()
            ? new ContractFault(at, "has elements from the start, to which those that are read are added (JsonObjectCreationHandling.Populate)",
                "Let it begin empty, or give it a setter and the handling Replace.")
            : null;
    }

    /// <summary>Whether only a value can show that it comes back.</summary>
    public static bool AreInDoubt(JsonTypeInfo info, JsonPropertyInfo property) =>
        Condition(property) is not null ? !TryGet(info, property, out _)
        : IsAddedTo(info, property) ? !TryGet(info, property, out var start) || start is not (null or IEnumerable)
        : property.ShouldSerialize is not null && Attribute(property) is null;

    private static JsonIgnoreCondition? Condition(JsonPropertyInfo property) =>
        Attribute(property)?.Condition is { } condition and (JsonIgnoreCondition.WhenWritingNull or JsonIgnoreCondition.WhenWritingDefault) ? condition : null;

    private static JsonIgnoreAttribute? Attribute(JsonPropertyInfo property) => (property.AttributeProvider as MemberInfo)?.GetCustomAttribute<JsonIgnoreAttribute>();

    private static bool IsRequired(JsonPropertyInfo property) => property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false };

    private static bool IsAddedTo(JsonTypeInfo info, JsonPropertyInfo property) =>
        (property.ObjectCreationHandling ?? info.PreferredPropertyObjectCreationHandling) == JsonObjectCreationHandling.Populate
        && property.AssociatedParameter is null && !property.PropertyType.IsArray && !SimpleTypes.Contains(property.PropertyType);

    /// <summary>Gives what the member holds in a new object; false where that is not known.</summary>
    private static bool TryGet(JsonTypeInfo info, JsonPropertyInfo property, out object? value)
    {
        value = null;
        if (property.AssociatedParameter is { } parameter)
        {
            value = parameter.DefaultValue;
            return parameter.HasDefaultValue;
        }

        if (info.CreateObject is null || property.Get is null)
        {
            return false;
        }

        try
        {
            value = property.Get(info.CreateObject());
            return true;
        }
        catch (Exception)
        {
            return false; // the user's constructor or getter, for which an empty object may be wrong
        }
    }

    private static bool IsDefault(object? value, Type type) =>
        value is null || (type.IsValueType && Nullable.GetUnderlyingType(type) is null && value.Equals(RuntimeHelpers.GetUninitializedObject(type)));
}
