using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>Which parts of a type's values are worth a look: text, and places where an object of a derived type may stand.</summary>
internal sealed class ValueShape
{
    private static readonly MemberCache<(Type Type, JsonSerializerOptions Options), ValueShape> Known = new(static key => Look(key.Type, key.Options));

    private ValueShape(Type type) => Type = type;

    public Type Type { get; }

    /// <summary>Whether values are strings.</summary>
    public bool IsText { get; private init; }

    /// <summary>Whether a derived object may stand here that JSON would cut down to <see cref="Type"/>.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether a string is anywhere in it.</summary>
    public bool HasText { get; private set; }

    /// <summary>Whether anything in it is open.</summary>
    public bool HasOpenTypes { get; private set; }

    /// <summary>The members of an object that are written.</summary>
    public (string Name, Func<object, object?> Get, ValueShape Shape)[] Members { get; private set; } = [];

    /// <summary>The elements of a collection, or the values of a dictionary.</summary>
    public ValueShape? Element { get; private set; }

    public bool IsDictionary { get; private set; }

    /// <summary>The types that [JsonDerivedType] names.</summary>
    public ValueShape[] Derived { get; private set; } = [];

    public static ValueShape Of(Type type, JsonSerializerOptions options) => Known.Get((type, options), type);

    private static ValueShape Look(Type type, JsonSerializerOptions options)
    {
        var made = new Dictionary<Type, ValueShape>();
        var root = Make(type, options, made);
        foreach (var shape in made.Values)
        {
            shape.HasText = shape.Reaches(static s => s.IsText || s.IsDictionary, []);
            shape.HasOpenTypes = shape.Reaches(static s => s.IsOpen, []);
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

        made[type] = shape = new ValueShape(type) { IsText = type == typeof(string) || type == typeof(char) };
        if (SimpleTypes.Contains(type) || type.IsEnum)
        {
            return shape;
        }

        var info = options.GetTypeInfo(type);
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
