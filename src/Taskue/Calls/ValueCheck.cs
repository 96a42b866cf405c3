using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Taskue;

/// <summary>What to look for in a value.</summary>
internal enum Look
{
    /// <summary>Objects whose type adds to the declared one.</summary>
    Types,

    /// <summary>JSON objects with keys that a reader cannot tell apart, and documents that are null.</summary>
    Nodes,

    /// <summary>Strings that are not text.</summary>
    Text,
}

/// <summary>Looks into a value for what only the value shows.</summary>
/// <remarks>A value comes here only after it was written, so it has no cycles and is at most 64 levels deep.</remarks>
internal static class ValueCheck
{
    private const string PassAList = "Call ToList() on it, so that it can be checked.";

    /// <summary>Finds an object of a derived type, or a JSON object that cannot be read as it is.</summary>
    public static Finding? FindLoss(object? value, ValueShape shape) =>
        (shape.Has(Look.Types) ? Walk(value, shape, Look.Types) : null) ?? (shape.Has(Look.Nodes) ? Walk(value, shape, Look.Nodes) : null);

    /// <summary>Finds a string with half of a surrogate pair, which JSON replaces silently.</summary>
    public static Finding? FindBrokenText(object? value, ValueShape shape) => Walk(value, shape, Look.Text);

    private static Finding? Walk(object? value, ValueShape shape, Look look)
    {
        if (value is null)
        {
            return look == Look.Nodes && shape.Type == typeof(JsonDocument) ? Finding.NoDocument : null;
        }

        if (value is JsonNode node)
        {
            return JsonNodeCheck.Find(node, look);
        }

        if (shape.IsText)
        {
            return look == Look.Text && IsBroken(value) ? Finding.BrokenText : null;
        }

        var actual = value.GetType();
        if (look == Look.Types && shape.IsOpen && actual != shape.Type && shape.Adds(actual))
        {
            return Finding.Derived(actual, shape.Type);
        }

        if (shape.Element is not null)
        {
            return Items(value, shape, look);
        }

        if (actual != shape.Type)
        {
            shape = Array.Find(shape.Derived, derived => derived.Type == actual) ?? shape;
        }

        foreach (var (name, get, member) in shape.Members)
        {
            if (member.Has(look) && Walk(get(value), member, look) is { } found)
            {
                return found.Inside($".{name}");
            }
        }

        return null;
    }

    private static Finding? Items(object value, ValueShape shape, Look look)
    {
        var element = shape.Element!;
        if (shape.IsDictionary)
        {
            return Pairs(value, element, look);
        }

        if (!element.Has(look) || ValueShape.ItemsOf(value) is not { } items)
        {
            return null;
        }

        // A query would run a second time, and may give other objects then.
        if (!ValueShape.IsCollection(items.GetType()))
        {
            return new Finding("", $"is a query ({TypeText.Of(value.GetType())}) inside another value, and its objects are gone once they are written. {PassAList}");
        }

        var index = 0;
        foreach (var item in items)
        {
            if (Walk(item, element, look) is { } found)
            {
                return found.Inside(string.Create(CultureInfo.InvariantCulture, $"[{index}]"));
            }

            index++;
        }

        return null;
    }

    private static Finding? Pairs(object value, ValueShape element, Look look)
    {
        foreach (var (key, item) in PairsOf(value))
        {
            if (look == Look.Text && key is string or char or Uri && IsBroken(key))
            {
                return Finding.BrokenText.Inside(".Keys");
            }

            if (element.Has(look) && Walk(item, element, look) is { } found)
            {
                return found.Inside($"['{key}']");
            }
        }

        return null;
    }

    private static IEnumerable<(object? Key, object? Value)> PairsOf(object value)
    {
        if (value is IDictionary dictionary)
        {
            foreach (DictionaryEntry entry in dictionary)
            {
                yield return (entry.Key, entry.Value);
            }

            yield break;
        }

        foreach (var pair in (IEnumerable)value)
        {
            var type = pair.GetType();
            yield return (type.GetProperty("Key")?.GetValue(pair), type.GetProperty("Value")?.GetValue(pair));
        }
    }

    /// <summary>Whether a string, character or URI has half of a surrogate pair.</summary>
    public static bool IsBroken(object value)
    {
        if (value is char single)
        {
            return char.IsSurrogate(single);
        }

        var text = (value is Uri uri ? uri.OriginalString : (string)value).AsSpan();
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
}
