using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>Which parts of a type's values are worth a look: text, JSON nodes, places where an object of a derived type may stand, and contracts in doubt.</summary>
internal sealed class ValueShape
{
    private static readonly MemberCache<(Type Type, JsonSerializerOptions Options), ValueShape> Known = new(static key => Build(key.Type, key.Options));
    private static readonly MemberCache<Type, bool> HoldsMore = new(static type => MemberCheck.OfCollection(type, "") is not null);

    private readonly bool[] has = new bool[3];

    private ValueShape(Type type) => Type = type;

    public Type Type { get; }

    /// <summary>Whether values are text.</summary>
    public bool IsText { get; private init; }

    /// <summary>Whether a derived object may stand here that JSON would cut down to <see cref="Type"/>.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether the contract of this very type may read something else than it writes.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>Whether anything in it is in doubt, so that what was written has to be read back and compared.</summary>
    public bool NeedsReadBack { get; private set; }

    /// <summary>Whether nothing about its values needs a look.</summary>
    public bool IsPlain => !NeedsReadBack && !Array.Exists(has, static one => one);

    /// <summary>The members of an object that are written.</summary>
    public (string Name, Func<object, object?> Get, ValueShape Shape)[] Members { get; private set; } = [];

    /// <summary>The elements of a collection, or the values of a dictionary.</summary>
    public ValueShape? Element { get; private set; }

    public bool IsDictionary { get; private set; }

    /// <summary>The types that [JsonDerivedType] names.</summary>
    public ValueShape[] Derived { get; private set; } = [];

    public static ValueShape Of(Type type, JsonSerializerOptions options) => Known.Get((type, options), type);

    /// <summary>Whether there is anything to look for in its values.</summary>
    public bool Has(Look look) => has[(int)look];

    /// <summary>Whether a type has something that <see cref="Type"/> has not. Collections are alike if they hold nothing besides their elements.</summary>
    public bool Adds(Type actual) => Element is null || (!FrameworkCode.Contains(actual) && HoldsMore.Get(actual, actual));

    /// <summary>Gives the elements of a collection; <see langword="null"/> for what has none to be looked at.</summary>
    public static IEnumerable? ItemsOf(object value) => value as IEnumerable
        ?? value.GetType().GetMethod("ToArray", BindingFlags.Public | BindingFlags.Instance, [])?.Invoke(value, null) as IEnumerable; // Memory<T>

    /// <summary>Whether its elements are there, and not made when they are asked for.</summary>
    public static bool IsCollection(Type type) =>
        type.IsArray || typeof(ICollection).IsAssignableFrom(type)
        || type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICollection<>));

    /// <summary>Runs a query, once, so that what it gives can be written and looked at.</summary>
    public object? Listed(object? value, JsonTypeInfo info)
    {
        if (value is null || Element is null || IsPlain || IsDictionary || IsCollection(value.GetType()))
        {
            return value;
        }

        var list = typeof(List<>).MakeGenericType(info.ElementType!);
        return Type.IsAssignableFrom(list) ? Activator.CreateInstance(list, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions, null, [value], null) : value;
    }

    private static ValueShape Build(Type type, JsonSerializerOptions options)
    {
        var made = new Dictionary<Type, ValueShape>();
        var root = Make(type, options, made);
        foreach (var shape in made.Values)
        {
            shape.has[(int)Look.Text] = shape.Reaches(static s => s.IsText || s.IsDictionary, []);
            shape.has[(int)Look.Nodes] = shape.Reaches(static s => typeof(JsonNode).IsAssignableFrom(s.Type) || s.Type == typeof(JsonDocument), []);
            shape.has[(int)Look.Types] = shape.Reaches(static s => s.IsOpen, []);
            shape.NeedsReadBack = shape.Reaches(static s => s.IsInDoubt, []);
        }

        return root;
    }

    private static ValueShape Make(Type type, JsonSerializerOptions options, Dictionary<Type, ValueShape> made)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (made.TryGetValue(type, out var shape))
        {
            return shape;
        }

        made[type] = shape = new ValueShape(type)
        {
            IsText = type == typeof(string) || type == typeof(char) || type == typeof(Uri) || typeof(JsonNode).IsAssignableFrom(type),
        };
        if (SimpleTypes.Contains(type))
        {
            return shape;
        }

        var info = options.GetTypeInfo(type);
        shape.IsInDoubt = ContractDoubt.Of(info);
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object:
                shape.Derived = [.. (info.PolymorphismOptions?.DerivedTypes ?? []).Where(d => d.DerivedType != type).Select(d => Make(d.DerivedType, options, made))];
                shape.IsOpen = !type.IsValueType && !type.IsSealed && info.PolymorphismOptions is null;
                shape.Members = [.. info.Properties.Where(p => p.Get is not null && p.CustomConverter is null && MemberCheck.IsRestored(p))
                    .Select(p => (MemberCheck.NameOf(p), p.Get!, Make(p.PropertyType, options, made)))];
                break;
            case JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary:
                shape.IsDictionary = info.Kind == JsonTypeInfoKind.Dictionary;
                shape.IsOpen = !type.IsValueType && !type.IsSealed;
                shape.Element = Make(info.ElementType!, options, made);
                break;
        }

        return shape;
    }

    private bool Reaches(Func<ValueShape, bool> wanted, HashSet<ValueShape> seen) =>
        seen.Add(this)
        && (wanted(this)
            || Element?.Reaches(wanted, seen) == true
            || Members.Any(member => member.Shape.Reaches(wanted, seen))
            || Derived.Any(derived => derived.Reaches(wanted, seen)));
}
