using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>Walks the JSON contract of a type and finds what it would lose, or could not write or read, before anything is sent.</summary>
/// <remarks>What only a value can show is found by <see cref="ValueCheck"/>, and for contracts in doubt (<see cref="ContractDoubt"/>) by <see cref="ReadBack"/>.</remarks>
internal sealed class ContractCheck
{
    private static readonly MemberCache<(Type, JsonSerializerOptions), ContractFault?> Known = new(static key => new ContractCheck(key.Item2).Check(key.Item1, ""));

    private readonly JsonSerializerOptions options;
    private readonly HashSet<Type> seen = [];

    private ContractCheck(JsonSerializerOptions options) => this.options = options;

    /// <summary>Gives the first fault of a type, or <see langword="null"/>. Kept for each type.</summary>
    public static ContractFault? Of(Type type, JsonSerializerOptions options) =>
        Known.Get((type, options), type);

    internal ContractFault? Check(Type type, string at)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (!seen.Add(type) || SimpleTypes.Contains(type) || type.IsEnum)
        {
            return null;
        }

        if (KnownTypes.Fault(type, at) is { } known)
        {
            return known;
        }

        if (KnownTypes.IsGood(type))
        {
            return type.IsGenericType ? FirstFault(type.GetGenericArguments(), at) : null;
        }

        JsonTypeInfo info;
        try
        {
            info = options.GetTypeInfo(type);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return new ContractFault(at, $"has no JSON contract: {e.Message.TrimEnd('.')}", KnownTypes.UseARecord);
        }

        return info.Kind switch
        {
            JsonTypeInfoKind.Object => CheckObject(info, at),
            JsonTypeInfoKind.Enumerable => NumberFault(info.NumberHandling, at) ?? MemberCheck.OfCollection(type, at) ?? CheckReading(info, "[]", at) ?? Check(info.ElementType!, at + "[]"),
            JsonTypeInfoKind.Dictionary => NumberFault(info.NumberHandling, at) ?? MemberCheck.OfCollection(type, at) ?? KnownTypes.KeyFault(info.KeyType!, at) ?? CheckReading(info, "{}", at)
                ?? Check(info.ElementType!, at + "[]"),
            _ => null,
        };
    }

    private ContractFault? CheckObject(JsonTypeInfo info, string at)
    {
        var type = info.Type;
        if (info.PolymorphismOptions is { DerivedTypes.Count: > 0 } polymorphism)
        {
            if (polymorphism.UnknownDerivedTypeHandling != JsonUnknownDerivedTypeHandling.FailSerialization)
            {
                return new ContractFault(at, $"writes objects of types that {TypeText.Of(type)} does not name as another type ({polymorphism.UnknownDerivedTypeHandling})",
                    "Take UnknownDerivedTypeHandling off [JsonPolymorphic], and name each type by [JsonDerivedType].");
            }

            foreach (var derived in polymorphism.DerivedTypes)
            {
                if (derived.TypeDiscriminator is null && derived.DerivedType != type)
                {
                    return new ContractFault(at, $"may be a {TypeText.Of(derived.DerivedType)}, which is named without a discriminator and would come back as {TypeText.Of(type)}",
                        $"Give it one: [JsonDerivedType(typeof({derived.DerivedType.Name}), \"name\")].");
                }

                if (Check(derived.DerivedType, at) is { } fault)
                {
                    return fault;
                }
            }

            if (type.IsAbstract)
            {
                return null;
            }
        }
        else if (type.IsAbstract)
        {
            var what = type.IsInterface ? "an interface" : "an abstract class";
            return new ContractFault(at, $"is {what} ({TypeText.Of(type)}), and JSON does not say which type to make of it",
                "Declare the type itself, or name the derived types by [JsonDerivedType].");
        }

        return MemberCheck.OfObject(info, at) ?? CheckConstructor(info, at) ?? CheckMembers(info, at);
    }

    private ContractFault? CheckMembers(JsonTypeInfo info, string at)
    {
        foreach (var property in info.Properties)
        {
            if (!MemberCheck.IsRestored(property))
            {
                continue;
            }

            if (OfMember(info, property, at) is { } wrong)
            {
                return wrong;
            }

            if (property.CustomConverter is null && !property.IsExtensionData && Check(property.PropertyType, $"{at}.{MemberCheck.NameOf(property)}") is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static ContractFault? OfMember(JsonTypeInfo info, JsonPropertyInfo property, string at)
    {
        if (NumberFault(property.NumberHandling ?? info.NumberHandling, $"{at}.{MemberCheck.NameOf(property)}") is { } number)
        {
            return number;
        }

        return property.IsExtensionData && typeof(IDictionary<string, object>).IsAssignableFrom(property.PropertyType)
            ? new ContractFault($"{at}.{MemberCheck.NameOf(property)}", "holds objects, which come back as JsonElements whatever they were", "Declare Dictionary<string, JsonElement>.")
            : StartValues.Fault(info, property, at);
    }

    private static ContractFault? NumberFault(JsonNumberHandling? handling, string at) =>
        handling is { } numbers && numbers.HasFlag(JsonNumberHandling.WriteAsString) && !numbers.HasFlag(JsonNumberHandling.AllowReadingFromString)
            ? new ContractFault(at, "writes numbers as strings and does not read them from strings (JsonNumberHandling.WriteAsString)", "Add AllowReadingFromString.")
            : null;

    private static ContractFault? CheckConstructor(JsonTypeInfo info, string at)
    {
        if (info.CreateObject is not null)
        {
            return null;
        }

        var parameters = (info.ConstructorAttributeProvider as ConstructorInfo)?.GetParameters();
        if (parameters is null)
        {
            return new ContractFault(at, $"has no constructor to be read by ({TypeText.Of(info.Type)})",
                "Give it a public one without parameters, or one whose parameters are named after its properties and mark it [JsonConstructor].");
        }

        foreach (var parameter in parameters)
        {
            if (!info.Properties.Any(property => property.AssociatedParameter?.Position == parameter.Position))
            {
                return new ContractFault(at, $"is made by a constructor whose parameter '{parameter.Name}' belongs to no property ({TypeText.Of(info.Type)})",
                    "Name the parameter after the property that holds it.");
            }
        }

        return null;
    }

    // Reading nothing shows whether the collection can be made at all. No element is made.
    private static ContractFault? CheckReading(JsonTypeInfo info, string nothing, string at)
    {
        try
        {
            _ = JsonSerializer.Deserialize(nothing, info);
            return null;
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or JsonException)
        {
            return new ContractFault(at, $"is a collection that JSON can write but not read ({TypeText.Of(info.Type)})", "Use an array, a List or a Dictionary.");
        }
    }

    private ContractFault? FirstFault(Type[] types, string at)
    {
        foreach (var type in types)
        {
            if (Check(type, at) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }
}
