using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

// What users declare, mistakes included.
#pragma warning disable CA1051, CA1819, CA1710, CA1805, CA1823, CA1852, CS0169, CS0414, CA2227, CS0067, CA1003, CA1815, CA1040, CA1012, MA0017, IDE0044, IDE0051, IDE0052, CA1812

namespace Taskue.Tests.Calls;

public sealed record Holder<T>(T Value);

public sealed class PrivateSetter
{
    public int Count { get; private set; }

    public void Raise() => Count++;
}

public sealed class GetOnlyList
{
    public List<int> Items { get; } = [];
}

public sealed class Ordered
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string line) => _lines.Add(line);
}

public sealed class Ignored
{
    [JsonIgnore]
    public string? Secret { get; set; }

    public int Number { get; set; }
}

public sealed class IgnoredField
{
    [JsonIgnore]
    public string? Secret;

    public int Number;
}

public sealed class InternalProperty
{
    public int Number { get; set; }

    internal int Inside { get; set; }
}

public sealed class ReadOnlyField
{
    public readonly int Number = 1;
}

public readonly struct Money(decimal amount)
{
    private readonly decimal _amount = amount;

    public decimal Amount => _amount;
}

public sealed class OnlyPrivate
{
    private int _number = 1;

    public void Raise() => _number++;
}

public sealed class NoConstructor
{
    private NoConstructor(int number) => Number = number;

    public int Number { get; set; }

    public static NoConstructor Make() => new(1);
}

public sealed class OddConstructor
{
    public OddConstructor(string text) => Number = text.Length;

    public int Number { get; set; }
}

public interface IThing
{
    int Number { get; set; }
}

public abstract class AbstractThing
{
    public int Number { get; set; }
}

[JsonDerivedType(typeof(LossyCircle), "circle")]
public abstract class LossyShape;

public sealed class LossyCircle : LossyShape
{
    public int Count { get; private set; }
}

public sealed class NamedList : List<int>
{
    public string? Name { get; set; }
}

public sealed class SameNames
{
    public int Number { get; set; }

    [JsonPropertyName("number")]
    public int Other { get; set; }
}

public sealed record Computed(int Width, int Height)
{
    public int Area => Width * Height;

    public string Text => $"{Width}x{Height}";

    [JsonIgnore]
    public IReadOnlyList<int> Both => [Width, Height];
}

public sealed class Cached
{
    [JsonIgnore]
    private int? _hash;

    public string Name { get; set; } = "";

    public int Hash => _hash ??= Name.Length;
}

public sealed class HandWritten
{
    private string _name = "";
    private int m_count;

    public string Name
    {
        get => _name;
        set => _name = value;
    }

    public int Count
    {
        get => m_count;
        set => m_count = value;
    }

    public bool IsEmpty => _name.Length == 0 && m_count == 0;
}

public sealed class PrimaryConstructor(int number)
{
    public int Number => number;
}

public sealed class Included
{
    [JsonInclude]
    public int Count { get; private set; }

    [JsonInclude]
    internal int Inside { get; set; }
}

public sealed class Populated
{
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public List<int> Items { get; } = [];
}

public sealed class WithEvent
{
    public event EventHandler? Changed;

    public int Number { get; set; }

    public int Twice => 2 * Number;
}

public sealed class Extended
{
    public int Number { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; set; }
}

public sealed record Empty;

public sealed class PublicFields
{
    public int Number;
    public string? Text;
}

[JsonConverter(typeof(CustomConverter))]
public sealed class Custom
{
    private readonly int _number;

    public Custom(int number) => _number = number;

    public int Hidden() => _number;
}

[SuppressMessage("Design", "CA1062", Justification = "A sample.")]
public sealed class CustomConverter : JsonConverter<Custom>
{
    public override Custom Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, Custom value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Hidden());
}
