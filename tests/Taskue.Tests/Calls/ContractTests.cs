using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace Taskue.Tests.Calls;

public sealed class ContractTests
{
    [Theory]
    [InlineData(typeof(PrivateSetter), "member 'Count' has a setter or getter that is not public", "[JsonInclude]")]
    [InlineData(typeof(GetOnlyList), "member 'Items' can be written but not read back", "[JsonConstructor]")]
    [InlineData(typeof(Ordered), "member 'Lines' can be written but not read back", "mark it [JsonIgnore]")]
    [InlineData(typeof(Holder<Ordered>), "member 'Value.Lines'", "")]
    [InlineData(typeof(List<Ordered>), "member '[].Lines'", "")]
    [InlineData(typeof(Dictionary<string, Ordered[]>), "member '[][].Lines'", "")]
    [InlineData(typeof(Ignored), "member 'Secret' is marked [JsonIgnore] and would be lost", "Take the mark off")]
    [InlineData(typeof(IgnoredField), "member 'Secret' is marked [JsonIgnore]", "")]
    [InlineData(typeof(InternalProperty), "member 'Inside' has a setter or getter that is not public", "")]
    [InlineData(typeof(ReadOnlyField), "member 'Number' can be written but not read back", "")]
    [InlineData(typeof(Money), "member 'Amount' can be written but not read back", "")]
    [InlineData(typeof(OnlyPrivate), "has no public members", "Pass its data as a record")]
    [InlineData(typeof(BigInteger), "is a BigInteger, which JSON writes without its digits", "Int128")]
    [InlineData(typeof(Holder<BigInteger>), "member 'Value' is a BigInteger", "")]
    [InlineData(typeof(Complex), "has no setter", "record")]
    [InlineData(typeof(InvalidOperationException), "is an exception", "Pass its message")]
    [InlineData(typeof(object), "is an object, which comes back as a JsonElement", "Declare the type itself")]
    [InlineData(typeof(Holder<object>), "member 'Value' is an object", "")]
    [InlineData(typeof(ArrayList), "member '[]' is an object", "")]
    [InlineData(typeof(IList), "member '[]' is an object", "")]
    [InlineData(typeof(Dictionary<string, object>), "member '[]' is an object", "")]
    [InlineData(typeof(Func<int>), "is a delegate", "Pass the data")]
    [InlineData(typeof(Holder<Action>), "member 'Value' is a delegate", "")]
    [InlineData(typeof(Stream), "is a stream", "Pass a path or URL")]
    [InlineData(typeof(MemoryStream), "is a stream", "byte[]")]
    [InlineData(typeof(StringBuilder), "has no setter", "record")]
    [InlineData(typeof(Type), "is a part of the type system", "Pass a name")]
    [InlineData(typeof(Holder<CancellationToken>), "member 'Value' is a cancellation token, which does not travel inside", "a parameter of its own")]
    [InlineData(typeof(Holder<ILogger>), "member 'Value' is a logger", "a parameter of its own")]
    [InlineData(typeof(int[,]), "is an array of 2 dimensions", "arrays of arrays")]
    [InlineData(typeof(Dictionary<object, int>), "is a dictionary whose keys are object", "string or number keys")]
    [InlineData(typeof(Dictionary<(int, int), int>), "is a dictionary whose keys are System.ValueTuple<int,int>", "list of pairs")]
    [InlineData(typeof(NoConstructor), "has no constructor to be read by", "[JsonConstructor]")]
    [InlineData(typeof(OddConstructor), "parameter 'text' belongs to no property", "Name the parameter after")]
    [InlineData(typeof(IThing), "is an interface", "[JsonDerivedType]")]
    [InlineData(typeof(AbstractThing), "is an abstract class", "[JsonDerivedType]")]
    [InlineData(typeof(LossyShape), "member 'Count' has a setter or getter that is not public", "")]
    [InlineData(typeof(ReadOnlyCollection<int>), "is a collection that JSON can write but not read", "Use an array")]
    [InlineData(typeof(Stack<int>), "is a stack, which JSON gives back upside down", "Use a List")]
    [InlineData(typeof(ConcurrentStack<int>), "is a stack", "")]
    [InlineData(typeof(NamedList), "member 'Name' belongs to a collection", "two members of a record")]
    [InlineData(typeof(nint), "is an address or handle", "")]
    [InlineData(typeof(Lazy<int>), "", "")]
    [InlineData(typeof(Random), "has no public members", "")]
    [InlineData(typeof(Task<int>), "is a running task", "Await it first")]
    [InlineData(typeof(ValueTask<int>), "System.Threading.Tasks.ValueTask<int>", "Await it first")]
    [InlineData(typeof(IAsyncEnumerable<int>), "IAsyncEnumerable<int>", "Await it first")]
    [InlineData(typeof(IServiceProvider), "is a service", "")]
    [InlineData(typeof(SameNames), "has no JSON contract", "")]
    [InlineData(typeof(Range), "has no setter", "")]
    [InlineData(typeof(System.Globalization.CultureInfo), "", "")]
    [InlineData(typeof(System.Text.RegularExpressions.Regex), "", "")]
    [InlineData(typeof(System.Net.IPEndPoint), "", "")]
    [InlineData(typeof(System.Drawing.Color), "has no setter", "")]
    public void A_type_that_JSON_loses_is_refused(Type type, string problem, string remedy)
    {
        var fault = ContractCheck.Of(type, CallJson.Options);
        Assert.NotNull(fault);
        Assert.Contains(problem, fault.ToString(), StringComparison.Ordinal);
        Assert.Contains(remedy, fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(Parcel))]
    [InlineData(typeof(HeavyParcel))]
    [InlineData(typeof(Computed))]
    [InlineData(typeof(Cached))]
    [InlineData(typeof(HandWritten))]
    [InlineData(typeof(PrimaryConstructor))]
    [InlineData(typeof(Included))]
    [InlineData(typeof(Populated))]
    [InlineData(typeof(WithEvent))]
    [InlineData(typeof(Extended))]
    [InlineData(typeof(Empty))]
    [InlineData(typeof(PublicFields))]
    [InlineData(typeof(Custom))]
    [InlineData(typeof(Deep))]
    [InlineData(typeof(Shape))]
    [InlineData(typeof((int, string)))]
    [InlineData(typeof(Tuple<int, string>))]
    [InlineData(typeof(KeyValuePair<string, Parcel>))]
    [InlineData(typeof(Vector3))]
    [InlineData(typeof(System.Drawing.Point))]
    [InlineData(typeof(byte[]))]
    [InlineData(typeof(ReadOnlyMemory<byte>))]
    [InlineData(typeof(int[][]))]
    [InlineData(typeof(List<Parcel?>))]
    [InlineData(typeof(IReadOnlyList<int>))]
    [InlineData(typeof(IEnumerable<string>))]
    [InlineData(typeof(ISet<int>))]
    [InlineData(typeof(HashSet<int>))]
    [InlineData(typeof(ImmutableArray<int>))]
    [InlineData(typeof(ImmutableDictionary<string, int>))]
    [InlineData(typeof(Dictionary<Guid, int>))]
    [InlineData(typeof(SortedDictionary<DayOfWeek, int>))]
    [InlineData(typeof(IReadOnlyDictionary<string, Parcel>))]
    [InlineData(typeof(ConcurrentDictionary<int, string>))]
    [InlineData(typeof(Queue<int>))]
    [InlineData(typeof(JsonElement))]
    [InlineData(typeof(System.Text.Json.Nodes.JsonObject))]
    [InlineData(typeof(DateTimeOffset?))]
    [InlineData(typeof(Int128))]
    [InlineData(typeof(Uri))]
    public void A_type_that_JSON_keeps_is_accepted(Type type) => Assert.Null(ContractCheck.Of(type, CallJson.Options)?.ToString());

    internal static int TakesBag(GetOnlyList bag, int number) => bag.Items.Count + number;

    internal static void TakesParcel(Parcel parcel) => _ = parcel;

    internal static void TakesParcels(Holder<List<Parcel>> parcels) => _ = parcels;

    internal static void TakesMap(Dictionary<string, Parcel> map) => _ = map;

    internal static void TakesText(string text, Parcel? parcel, List<string>? many) => _ = (text, parcel, many);

    internal static GetOnlyList ReturnsBag() => new();

    internal static async Task<object> ReturnsObjectAsync() => await Task.FromResult(1);

    internal static void TakesDeep(Deep deep) => _ = deep;

    internal static void TakesSequence(IEnumerable<Parcel> parcels) => _ = parcels;

    [Fact]
    public void The_refusal_names_method_parameter_member_and_remedy()
    {
        var message = CallRun.Refusal(() => TaskSpec.Call(() => TakesBag(new GetOnlyList(), 1)));
        Assert.Equal(
            "Parameter 'bag' of ContractTests.TakesBag (Taskue.Tests.Calls.GetOnlyList) cannot be stored: its member 'Items' can be written but not read back: "
            + "it has no setter, and no constructor parameter of its name. Give it a public set or init, [JsonInclude], or a parameter of its name in the [JsonConstructor]; "
            + "if it is computed from other members, mark it [JsonIgnore].", message);
    }

    [Fact]
    public void A_result_that_JSON_loses_is_refused_too()
    {
        Assert.Contains("The result of ContractTests.ReturnsBag (Taskue.Tests.Calls.GetOnlyList) cannot be stored",
            CallRun.Refusal(() => TaskSpec.Call(() => ReturnsBag())), StringComparison.Ordinal);
        Assert.Contains("The result of ContractTests.ReturnsObjectAsync (object)", CallRun.Refusal(() => TaskSpec.Call(() => ReturnsObjectAsync())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_derived_object_where_its_base_is_declared_is_refused()
    {
        Parcel heavy = new HeavyParcel("x", 1, "c");
        var message = CallRun.Refusal(() => TaskSpec.Call(() => TakesParcel(heavy)));
        Assert.Contains("Argument 'parcel' of ContractTests.TakesParcel is a Taskue.Tests.Calls.HeavyParcel, but declared as Taskue.Tests.Calls.Parcel", message, StringComparison.Ordinal);
        var held = new Holder<List<Parcel>>([new Parcel("a", 1), heavy]);
        Assert.Contains("Argument 'parcels' of ContractTests.TakesParcels.Value[1] is a", CallRun.Refusal(() => TaskSpec.Call(() => TakesParcels(held))), StringComparison.Ordinal);
        var map = new Dictionary<string, Parcel> { ["k"] = heavy };
        Assert.Contains("ContractTests.TakesMap['k'] is a", CallRun.Refusal(() => TaskSpec.Call(() => TakesMap(map))), StringComparison.Ordinal);
        var parcels = new[] { heavy };
        Assert.Contains("ContractTests.TakesSequence[0] is a", CallRun.Refusal(() => TaskSpec.Call(() => TakesSequence(parcels))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_is_enumerated_once()
    {
        var runs = 0;
        var query = new[] { 1 }.Where(_ => true).Select(n => new Parcel("p", runs += n));
        var spec = TaskSpec.Call(() => TakesSequence(query));
        Assert.Equal(1, runs);
        Assert.Equal("""[[{"to":"p","weight":1}]]""", CallRun.Arguments(spec));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_wherever_it_stands()
    {
        var broken = "a" + '\uD83D';
        Assert.Contains("Argument 'text' of ContractTests.TakesText holds half of a surrogate pair",
            CallRun.Refusal(() => TaskSpec.Call(() => TakesText(broken, null, null))), StringComparison.Ordinal);
        Assert.Contains("Argument 'parcel' of ContractTests.TakesText.To holds half",
            CallRun.Refusal(() => TaskSpec.Call(() => TakesText("", new Parcel(broken, 1), null))), StringComparison.Ordinal);
        var many = new List<string> { "ok", broken };
        Assert.Contains("Argument 'many' of ContractTests.TakesText[1] holds half",
            CallRun.Refusal(() => TaskSpec.Call(() => TakesText("", null, many))), StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_pairs_and_the_replacement_character_are_text()
    {
        var spec = TaskSpec.Call(() => TakesText("\U0001F600 \uFFFD ü", null, null));
        using var json = JsonDocument.Parse(CallRun.Arguments(spec));
        Assert.Equal("\U0001F600 \uFFFD ü", json.RootElement[0].GetString());
    }

    [Fact]
    public void A_cycle_is_refused()
    {
        var deep = new Deep();
        deep.Next = deep;
        Assert.Contains("Argument 'deep' of ContractTests.TakesDeep cannot be written as JSON", CallRun.Refusal(() => TaskSpec.Call(() => TakesDeep(deep))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_call_leaves_nothing_behind_for_the_next()
    {
        var deep = new Deep();
        deep.Next = deep;
        CallRun.Refusal(() => TaskSpec.Call(() => TakesDeep(deep)));
        Assert.Equal("[1,2]", CallRun.Arguments(TaskSpec.Call(() => Samples.Add(1, 2))));
    }
}
