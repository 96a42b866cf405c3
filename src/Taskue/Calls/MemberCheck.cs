using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>Compares what an object holds with what its JSON contract writes and reads back.</summary>
/// <remarks>
/// Sure signs of loss are refused: an automatic property or public field that is not restored, a framework's property without a setter,
/// and a computed property with a field beside it that nothing restores. A private field alone is no sign: it may be a cache.
/// </remarks>
internal static class MemberCheck
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public static ContractFault? OfObject(JsonTypeInfo info, string at)
    {
        var restored = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in info.Properties)
        {
            if (IsRestored(property))
            {
                restored.Add(NameOf(property));
            }
        }

        var fields = FieldsOf(info.Type);
        return HiddenProperty(info, fields, at)
            ?? LostFields(fields, restored, at)
            ?? LostProperties(info, fields, restored, at)
            ?? (restored.Count == 0 && (fields.Count > 0 || FrameworkCode.Contains(info.Type)) && !info.Properties.Any(p => p.IsExtensionData)
                ? new ContractFault(at, $"has no public members ({TypeText.Of(info.Type)}), so JSON would hold nothing of it", KnownTypes.UseARecord)
                : null);
    }

    /// <summary>A collection of the user's own that holds more than its elements.</summary>
    public static ContractFault? OfCollection(Type type, string at)
    {
        foreach (var field in FieldsOf(type))
        {
            if (PropertyOf(field) is { } name)
            {
                return new ContractFault(
                    $"{at}.{name}", $"belongs to a collection ({TypeText.Of(type)}), of which JSON holds the elements only",
                    "Pass the collection and the rest as two members of a record.");
            }
        }

        return null;
    }

    /// <summary>Whether a member is written and read back.</summary>
    public static bool IsRestored(JsonPropertyInfo property) =>
        property.IsExtensionData
        || (property.Get is not null && !IsNeverWritten(property)
            && (property.Set is not null || property.AssociatedParameter is not null || property.ObjectCreationHandling == JsonObjectCreationHandling.Populate));

    private static bool IsNeverWritten(JsonPropertyInfo property) =>
        (property.AttributeProvider as MemberInfo)?.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition == JsonIgnoreCondition.WhenWriting;

    public static string NameOf(JsonPropertyInfo property) => property.AttributeProvider is MemberInfo member ? member.Name : property.Name;

    // A member that a derived class declares anew (new, not override) has a value of its own, of which JSON writes nothing.
    private static ContractFault? HiddenProperty(JsonTypeInfo info, List<FieldInfo> fields, string at)
    {
        foreach (var field in fields)
        {
            if (PropertyOf(field) is { } name && field.DeclaringType != info.Type
                && field.DeclaringType!.GetProperty(name, Declared) is { GetMethod.IsVirtual: false }
                && info.Properties.Any(other => IsRestored(other) && NameOf(other) == name
                    && other.AttributeProvider is MemberInfo { DeclaringType: { } hiding } && hiding.IsSubclassOf(field.DeclaringType)))
            {
                return new ContractFault($"{at}.{name}", $"hides a member of {TypeText.Of(field.DeclaringType)}, whose value would be lost", "Rename one of them, or override it.");
            }
        }

        return null;
    }

    private static ContractFault? LostFields(List<FieldInfo> fields, HashSet<string> restored, string at)
    {
        foreach (var field in fields)
        {
            var name = field.IsPublic ? field.Name : PropertyOf(field);
            if (name is null || restored.Contains(name))
            {
                continue;
            }

            MemberInfo? member = field.IsPublic ? field : field.DeclaringType!.GetProperty(name, Declared);
            var ignored = member?.IsDefined(typeof(JsonIgnoreAttribute)) == true;
            if (ignored && member is PropertyInfo { SetMethod: null })
            {
                continue;
            }

            return ignored
                ? new ContractFault($"{at}.{name}", "is marked [JsonIgnore] and would be lost",
                    "Take the mark off, or pass a record that has only what the task needs.")
                : Lost(at, name, member);
        }

        return null;
    }

    private static ContractFault? LostProperties(JsonTypeInfo info, List<FieldInfo> fields, HashSet<string> restored, string at)
    {
        foreach (var property in info.Properties)
        {
            if (property.Get is null || IsRestored(property))
            {
                continue;
            }

            var name = NameOf(property);
            var declaring = (property.AttributeProvider as MemberInfo)?.DeclaringType ?? info.Type;
            if (FrameworkCode.Contains(declaring))
            {
                return new ContractFault($"{at}.{name}", $"has no setter ({TypeText.Of(declaring)}), so it would not come back", KnownTypes.UseARecord);
            }

            if (fields.Find(field => !IsAccountedFor(field, restored)) is not null)
            {
                return Lost(at, name, property.AttributeProvider as MemberInfo);
            }
        }

        return null;
    }

    private static ContractFault Lost(string at, string name, MemberInfo? member)
    {
        var problem = member is PropertyInfo { SetMethod: null } or FieldInfo
            ? "can be written but not read back: it has no setter, and no constructor parameter of its name"
            : "has a setter or getter that is not public, so JSON would lose it";
        return new ContractFault($"{at}.{name}", problem,
            "Give it a public set or init, [JsonInclude], or a parameter of its name in the [JsonConstructor]; "
            + "if it is computed from other members, mark it [JsonIgnore].");
    }

    // Fields of events are no data. Those of hand-written properties are known by their names: _name, m_name, name.
    private static bool IsAccountedFor(FieldInfo field, HashSet<string> restored)
    {
        if (field.IsPublic || typeof(Delegate).IsAssignableFrom(field.FieldType) || field.IsDefined(typeof(JsonIgnoreAttribute)))
        {
            return true;
        }

        var name = PropertyOf(field) ?? field.Name;
        if (name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is var end and > 1)
        {
            name = name[1..end];
        }

        name = name.StartsWith("m_", StringComparison.Ordinal) ? name[2..] : name.TrimStart('_');
        return restored.Contains(name);
    }

    // <Name>k__BackingField gives Name.
    private static string? PropertyOf(FieldInfo field) =>
        field.IsDefined(typeof(CompilerGeneratedAttribute)) && field.Name.StartsWith('<') && field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal)
            ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)]
            : null;

    private static List<FieldInfo> FieldsOf(Type type)
    {
        var fields = new List<FieldInfo>();
        for (var level = type; level is not null && !FrameworkCode.Contains(level); level = level.BaseType)
        {
            fields.AddRange(level.GetFields(Declared));
        }

        return fields;
    }
}
