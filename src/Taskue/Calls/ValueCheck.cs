using System.Collections;
using System.Globalization;

namespace Taskue;

/// <summary>Looks into a value for what only the value shows: an object of a derived type, and text that is none.</summary>
/// <remarks>A value comes here only after it was written, so it has no cycles and is at most 64 levels deep.</remarks>
internal static class ValueCheck
{
    /// <summary>Finds an object whose type adds to the declared one.</summary>
    public static Finding? FindDerived(object value, ValueShape shape) => Walk(value, shape, text: false);

    /// <summary>Finds a string with half of a surrogate pair, and gives the place.</summary>
    public static string? FindBrokenText(object value, ValueShape shape) => Walk(value, shape, text: true)?.At;

    private static Finding? Walk(object? value, ValueShape shape, bool text)
    {
        if (value is null)
        {
            return null;
        }

        if (shape.IsText)
        {
            return text && IsBroken(value) ? new Finding("", shape.Type, shape.Type) : null;
        }

        if (shape.Element is not null)
        {
            return Items(value, shape, text);
        }

        var actual = value.GetType();
        if (actual != shape.Type)
        {
            if (shape.IsOpen && !text)
            {
                return new Finding("", actual, shape.Type);
            }

            shape = Array.Find(shape.Derived, derived => derived.Type == actual) ?? shape;
        }

        foreach (var (name, get, member) in shape.Members)
        {
            if (text ? !member.HasText : !member.HasOpenTypes)
            {
                continue;
            }

            if (Walk(get(value), member, text) is { } found)
            {
                return found with { At = $".{name}{found.At}" };
            }
        }

        return null;
    }

    private static Finding? Items(object value, ValueShape shape, bool text)
    {
        var element = shape.Element!;
        if (shape.IsDictionary && value is IDictionary dictionary)
        {
            foreach (DictionaryEntry entry in dictionary)
            {
                if (text && entry.Key is string key && IsBroken(key))
                {
                    return new Finding(".Keys", shape.Type, shape.Type);
                }

                if (Walk(entry.Value, element, text) is { } found)
                {
                    return found with { At = $"['{entry.Key}']{found.At}" };
                }
            }

            return null;
        }

        // A query would run a second time, and may give other objects then.
        if (shape.IsDictionary || (text ? !element.HasText : !element.HasOpenTypes) || value is not IEnumerable items || !IsCollection(value.GetType()))
        {
            return null;
        }

        var index = 0;
        foreach (var item in items)
        {
            if (Walk(item, element, text) is { } found)
            {
                return found with { At = string.Create(CultureInfo.InvariantCulture, $"[{index}]{found.At}") };
            }

            index++;
        }

        return null;
    }

    private static bool IsCollection(Type type) =>
        type.IsArray || typeof(ICollection).IsAssignableFrom(type)
        || type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICollection<>));

    private static bool IsBroken(object value)
    {
        if (value is char single)
        {
            return char.IsSurrogate(single);
        }

        var text = ((string)value).AsSpan();
        for (var at = text.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0; at = text.IndexOfAnyInRange('\uD800', '\uDFFF'))
        {
            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return true;
            }

            text = text[(at + 2)..];
        }

        return false;
    }

    /// <param name="At">The place, as <c>.Items[3]</c>; empty for the value itself.</param>
    /// <param name="Actual">The type that stands there.</param>
    /// <param name="Declared">The type that is declared.</param>
    internal sealed record Finding(string At, Type Actual, Type Declared);
}
