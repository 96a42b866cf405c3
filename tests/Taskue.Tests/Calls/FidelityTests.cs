using System.Buffers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Taskue.Tests.Calls;

/// <summary>Data arrives as it was given, or is refused: contracts that write more than they read, and those that read something else.</summary>
public sealed class FidelityTests
{
    private const string Broken = "a\uD83D";

    [Theory]
    [InlineData(typeof(Nameless), "may be a Taskue.Tests.Calls.NamelessDog, which is named without a discriminator", "[JsonDerivedType(typeof(NamelessDog), \"name\")]")]
    [InlineData(typeof(INameless), "may be a Taskue.Tests.Calls.NamelessSquare, which is named without a discriminator", "")]
    [InlineData(typeof(Holder<List<Nameless>>), "member 'Value[]' may be a Taskue.Tests.Calls.NamelessDog", "")]
    [InlineData(typeof((Nameless, int)), "may be a Taskue.Tests.Calls.NamelessDog", "")]
    [InlineData(typeof(KeyValuePair<string, Nameless>), "may be a Taskue.Tests.Calls.NamelessDog", "")]
    [InlineData(typeof(Fallback), "writes objects of types that Taskue.Tests.Calls.Fallback does not name as another type (FallBackToBaseType)", "name each type by [JsonDerivedType]")]
    [InlineData(typeof(Nearest), "(FallBackToNearestAncestor)", "")]
    [InlineData(typeof(PresetNull), "member 'Text' is not written when it is null, and would come back as its initial value", "Take the condition off [JsonIgnore]")]
    [InlineData(typeof(PresetDefault), "member 'Number' is not written when it is the default of its type", "give the member no initial value")]
    [InlineData(typeof(PresetParameter), "member 'Number' is not written when it is the default of its type, and would come back", "")]
    [InlineData(typeof(OmittedParameter), "member 'Text' is not written when it is null, and is required when it is read", "Take the condition off [JsonIgnore]")]
    [InlineData(typeof(OmittedRequired), "member 'Number' is not written when it is the default of its type, and is required", "")]
    [InlineData(typeof(NeverWritten), "member 'Number' is marked [JsonIgnore] and would be lost", "")]
    [InlineData(typeof(Doubled), "member 'Items' has elements from the start, to which those that are read are added", "Let it begin empty")]
    [InlineData(typeof(DoubledMap), "member 'Items' has elements from the start", "")]
    [InlineData(typeof(DoubledByItsType), "member 'Items' has elements from the start", "")]
    [InlineData(typeof(WriteOnlyNumber), "member 'Number' writes numbers as strings and does not read them from strings", "Add AllowReadingFromString")]
    [InlineData(typeof(WriteOnlyNumbers), "member 'Numbers' writes numbers as strings", "")]
    [InlineData(typeof(ExtendedByObjects), "member 'Rest' holds objects, which come back as JsonElements", "Dictionary<string, JsonElement>")]
    [InlineData(typeof(Hiding), "member 'Number' hides a member of Taskue.Tests.Calls.HiddenBase", "Rename one of them")]
    public void A_contract_that_loses_or_changes_data_is_refused_whatever_the_value(Type type, string problem, string remedy)
    {
        var fault = ContractCheck.Of(type, CallJson.Options)?.ToString();
        Assert.NotNull(fault);
        Assert.Contains(problem, fault, StringComparison.Ordinal);
        Assert.Contains(remedy, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_would_come_back_as_another_is_refused_as_an_argument_and_as_a_result()
    {
        Refused(new Extended { Rest = new() { ["NUMBER"] = Json("2") } }, " can be written but not read back: Duplicate property 'number'");
        Refused(Json("""{"a":1,"a":2}"""), " can be written but not read back: Duplicate property 'a'");
        Refused(new Holder<JsonElement>(Json("""[{"a":1,"a":2}]""")), " can be written but not read back: Duplicate property 'a'");
        Refused(new JsonObject { ["a"] = 1, ["A"] = 2 }, " is a JsonObject that has the key 'A' in another spelling");
        Refused(new JsonArray(1, new JsonObject { ["x"] = new JsonObject { ["a"] = 1, ["A"] = 2 } }), "[1]['x'] is a JsonObject that has the key 'A' in another spelling");
        Refused(new Holder<JsonObject>(new JsonObject { ["a"] = 1, ["A"] = 2 }), ".Value is a JsonObject that has the key");
        Refused<JsonDocument?>(null, " is null, and a JsonDocument comes back from null as a document");
        Refused(new Holder<JsonDocument?>(null), ".Value is null, and a JsonDocument comes back");
        Refused(new Swapped(1, 2), ".first comes back from JSON with another value");
        Refused(new Doubling(3), ".number comes back from JSON with another value");
        Refused(new Holder<Decorating[]>([new Decorating { Name = "x" }]), ".value[0].name comes back from JSON with another value");
        Refused(new Calls.Ending { Number = 1 }, ".number comes back");
        Refused(new LossyMember { Number = 5 }, ".number comes back");
        Refused(new WriteOnly(5), " can be written but not read back: it only writes");
        Refused(Alike.ab | Alike.AB, " comes back from JSON with another value");
        Refused(new SortedSet<int>(Comparer<int>.Create((a, b) => b - a)) { 1, 2 }, "[0] comes back from JSON with another value");
        var many = new Short { 1, 2 };
        many.Extend(3);
        Refused(many, " comes back from JSON with another value");
        Parcel heavy = new HeavyParcel("x", 1, "c");
        Refused(heavy, " is a Taskue.Tests.Calls.HeavyParcel, but declared as Taskue.Tests.Calls.Parcel");
        Refused<IEnumerable<Parcel>>(new[] { heavy }.Where(_ => true), "[0] is a Taskue.Tests.Calls.HeavyParcel");
        Refused<ReadOnlyMemory<Parcel>>(new[] { heavy }, "[0] is a Taskue.Tests.Calls.HeavyParcel");
        Refused(new Holder<IEnumerable<Parcel>>(new[] { heavy }.Where(_ => true)), ".Value is a query");
        Refused<List<int>>(new NamedList { Name = "n" }, " is a Taskue.Tests.Calls.NamedList, but declared as");
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_wherever_text_is()
    {
        Refused(Broken, " holds half of a surrogate pair");
        Refused(new Parcel(Broken, 1), ".To holds half of a surrogate pair");
        Refused('\uD83D', " holds half of a surrogate pair");
        Refused(new Uri("http://a/" + Broken), " holds half of a surrogate pair");
        Refused<ReadOnlyMemory<char>>(Broken.AsMemory(), "[1] holds half of a surrogate pair");
        Refused<IEnumerable<string>>(new[] { "ok", Broken }.Where(_ => true), "[1] holds half of a surrogate pair");
        Refused(new Dictionary<char, int> { ['\uD83D'] = 1 }, ".Keys holds half of a surrogate pair");
        Refused<JsonNode>(JsonValue.Create(Broken)!, " holds half of a surrogate pair");
        Refused(new JsonObject { [Broken] = new JsonArray() }, ".Keys holds half of a surrogate pair");
        Refused(new Holder<JsonNode>(new JsonArray(JsonValue.Create(Broken))), ".Value[0] holds half of a surrogate pair");
    }

    [Fact]
    public void What_comes_back_as_it_was_is_accepted()
    {
        Same(new Omitted());
        Same(new Omitted { Text = "x", Number = 1 });
        Same(new Extended { Number = 1, Rest = new() { ["x"] = Json("2"), ["X"] = Json("3") } });
        Same(Json("""{"a":1,"A":2.50}"""));
        Same(new JsonObject { ["a"] = new JsonArray(1, "x", null) });
        Same(new Salted("secret"));
        Same(Alike.AB);
        Same(new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "b", "a" });
        Same(new SortedSet<int> { 2, 1 });
        Same(new Short { 1, 2 });
        Same(new Swapped(2, 2));
        Same(new Custom(5));
        Same(-0.0);
        Same(1.100m);
        Same(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Unspecified));
        Same((DayOfWeek)99);
        Same("\uFFFD \U0001F600");
        Same<IEnumerable<Parcel>>(new[] { new Parcel("x", 1) }.Where(_ => true));
        Same<JsonElement?>(null);
    }

    /// <summary>What most calls are made of is read back by the runner only.</summary>
    [Theory]
    [InlineData(typeof(int))]
    [InlineData(typeof(string))]
    [InlineData(typeof(DayOfWeek))]
    [InlineData(typeof(Base))]
    [InlineData(typeof(Longer))]
    [InlineData(typeof(Holder<Longer>))]
    [InlineData(typeof(Automatic))]
    [InlineData(typeof(Omitted))]
    [InlineData(typeof(Shape))]
    [InlineData(typeof(List<Parcel>))]
    [InlineData(typeof(Dictionary<Guid, int[]>))]
    [InlineData(typeof((int, string)))]
    [InlineData(typeof(PublicFields))]
    public void Plain_contracts_are_not_in_doubt(Type type) => Assert.False(ValueShape.Of(type, CallJson.Options).NeedsReadBack);

    [Fact]
    public async Task A_call_is_refused_when_its_spec_is_made_and_a_result_fails_its_task()
    {
        Assert.Contains("Parameter 'one' of FidelityTests.TakesNameless (Taskue.Tests.Calls.Nameless) cannot be stored: it may be",
            CallRun.Refusal(() => TaskSpec.Call(() => TakesNameless(new NamelessDog()))), StringComparison.Ordinal);
        Assert.Contains("The result of FidelityTests.GivesFallback (Taskue.Tests.Calls.Fallback) cannot be stored",
            CallRun.Refusal(() => TaskSpec.Call(() => GivesFallback())), StringComparison.Ordinal);
        var fault = await Assert.ThrowsAsync<ResultNotSerializableException>(() => CallRun.RunAsync(TaskSpec.Call(() => GivesParcel())));
        Assert.Equal("FidelityTests.GivesParcel ended, but its result (Taskue.Tests.Calls.Parcel) is a Taskue.Tests.Calls.HeavyParcel, but declared as Taskue.Tests.Calls.Parcel: "
            + "JSON would lose what it adds. Declare Taskue.Tests.Calls.HeavyParcel, or name it by [JsonDerivedType] on Taskue.Tests.Calls.Parcel.", fault.Message);
        Assert.Contains("holds half of a surrogate pair",
            (await Assert.ThrowsAsync<ResultNotSerializableException>(() => CallRun.RunAsync(TaskSpec.Call(() => GivesBroken())))).Message, StringComparison.Ordinal);
    }

    internal static void TakesNameless(Nameless one) => _ = one;

    internal static Fallback GivesFallback() => new();

    internal static Parcel GivesParcel() => new HeavyParcel("x", 1, "c");

    internal static async Task<string> GivesBroken() => await Task.FromResult(Broken);

    internal static void Takes<T>(T value) => _ = value;

    private static JsonElement Json(string text)
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    private static void Refused<T>(T value, string problem)
    {
        Assert.Contains($"Argument 'value' of Takes{problem}", Assert.Throws<ArgumentException>(() => Argument(value)).Message, StringComparison.Ordinal);
        Assert.Contains($"Takes ended, but its result ({TypeText.Of(typeof(T))}){problem}", Assert.Throws<ResultNotSerializableException>(() => Result(value)).Message, StringComparison.Ordinal);
    }

    private static void Same<T>(T value)
    {
        Assert.Null(ContractCheck.Of(typeof(T), CallJson.Options)?.ToString());
        string argument = Argument(value), result = Result(value);
        T back = CallJson.ReadResult<T>(result);
        Assert.Equivalent(value is JsonNode or JsonElement ? value.ToString() : value, value is JsonNode or JsonElement ? back!.ToString() : back, strict: true);
        if (value is not Salted)
        {
            Assert.Equal(result, argument);
        }
    }

    private static string Argument<T>(T value)
    {
        var parameter = typeof(FidelityTests).GetMethod(nameof(Takes), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(typeof(T)).GetParameters()[0];
        var plan = new ParameterPlan(parameter, "Takes");
        var output = new ArrayBufferWriter<byte>();
        using var writer = JsonScratch.NewWriter(output);
        object? written = plan.Write(writer, value);
        writer.Flush();
        if (plan.HasText && written is not null)
        {
            plan.CheckText(written);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Result<T>(T value)
    {
        var output = new ArrayBufferWriter<byte>();
        new ResultSlot<T>("Takes", (JsonTypeInfo<T>)CallJson.Options.GetTypeInfo(typeof(T))).Write(value, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
