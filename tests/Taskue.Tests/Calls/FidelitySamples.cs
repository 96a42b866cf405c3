using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

// What users declare, mistakes included.
#pragma warning disable CA1051, CA1708, CA1710, CA1711, CA1812, CA1815, CA1819, CA1852, CA2227, MA0048, CA1062, CA1027, CA1720, CA2217

namespace Taskue.Tests.Calls;

[JsonDerivedType(typeof(NamelessDog))]
public class Nameless
{
    public string? Name { get; set; }
}

public sealed class NamelessDog : Nameless
{
    public int Bark { get; set; }
}

[JsonDerivedType(typeof(NamelessSquare))]
public interface INameless;

public sealed class NamelessSquare : INameless
{
    public int Side { get; set; }
}

[JsonPolymorphic(UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FallBackToBaseType)]
[JsonDerivedType(typeof(KnownFallback), "known")]
public class Fallback
{
    public int A { get; set; }
}

public sealed class KnownFallback : Fallback;

[JsonPolymorphic(UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FallBackToNearestAncestor)]
[JsonDerivedType(typeof(NearestKnown), "known")]
public class Nearest;

public class NearestKnown : Nearest;

public sealed class PresetNull
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; set; } = "preset";
}

public sealed class PresetDefault
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Number { get; set; } = 42;
}

public sealed record PresetParameter([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Number = 42);

public sealed record OmittedParameter([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text);

public sealed class OmittedRequired
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public required int Number { get; set; }
}

public sealed class NeverWritten
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public int Number { get; set; }
}

public sealed class Omitted
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Number { get; set; }
}

public sealed class Doubled
{
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public List<int> Items { get; } = [1, 2];
}

public sealed class DoubledMap
{
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public Dictionary<string, int> Items { get; } = new() { ["a"] = 1 };
}

[JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
public sealed class DoubledByItsType
{
    public List<int> Items { get; set; } = [1];
}

public sealed class WriteOnlyNumber
{
    [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
    public int Number { get; set; }
}

[JsonNumberHandling(JsonNumberHandling.WriteAsString)]
public sealed class WriteOnlyNumbers
{
    public List<int> Numbers { get; set; } = [];
}

public sealed class ExtendedByObjects
{
    [JsonExtensionData]
    public Dictionary<string, object>? Rest { get; set; }
}

public class HiddenBase
{
    public int Number { get; set; }
}

public sealed class Hiding : HiddenBase
{
    public new int Number { get; set; }
}

public sealed class Swapped
{
    [JsonConstructor]
    public Swapped(int first, int second) => (First, Second) = (second, first);

    public int First { get; }

    public int Second { get; }
}

public sealed class Doubling(int number)
{
    public int Number => number * 2;
}

public sealed class Decorating
{
    public string Name
    {
        get => field + "!";
        set;
    } = "";
}

public sealed class Ending : IJsonOnDeserialized
{
    public int Number { get; set; }

    public void OnDeserialized() => Number = 77;
}

public sealed class LossyMember
{
    [JsonConverter(typeof(LossyConverter))]
    public int Number { get; set; }
}

public sealed class LossyConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => 0;

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

[JsonConverter(typeof(WriteOnlyConverter))]
public sealed record WriteOnly(int Number);

public sealed class WriteOnlyConverter : JsonConverter<WriteOnly>
{
    public override WriteOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("it only writes");

    public override void Write(Utf8JsonWriter writer, WriteOnly value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Number);
}

[JsonConverter(typeof(SaltedConverter))]
public sealed record Salted(string Text);

/// <summary>Writes something else each time, as one that encrypts.</summary>
public sealed class SaltedConverter : JsonConverter<Salted>
{
    public override Salted Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()![36..]);

    public override void Write(Utf8JsonWriter writer, Salted value, JsonSerializerOptions options) => writer.WriteStringValue(Guid.NewGuid() + value.Text);
}

[Flags]
public enum Alike
{
    None = 0,
    ab = 1,
    AB = 2,
}

public sealed class Short : Collection<int>
{
    protected override void InsertItem(int index, int item)
    {
        if (Count < 2)
        {
            base.InsertItem(index, item);
        }
    }

    public void Extend(int item) => Items.Add(item);
}

public record Base(string To, int Weight);

public sealed record Longer(string To, int Weight, string Note) : Base(To, Weight);

public sealed class Automatic
{
    public int Number { get; set; }

    public required string Name { get; init; }

    public List<int> Items { get; set; } = [];

    public Dictionary<string, DayOfWeek> Days { get; } = [];
}
