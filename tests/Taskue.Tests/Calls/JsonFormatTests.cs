using System.Text.Json;
using System.Text.Json.Serialization;

namespace Taskue.Tests.Calls;

public sealed partial class JsonFormatTests
{
    [Fact]
    public void The_format_is_that_of_version_1()
    {
        Assert.Equal("""{"to":"a","weight":1}""", CallJson.WriteResult(new Parcel("a", 1)));
        Assert.Equal("""{"item1":1,"item2":"b"}""", CallJson.WriteResult((1, "b")));
        Assert.Equal("\"NaN\"", CallJson.WriteResult(double.NaN));
        Assert.Equal("\"Friday\"", CallJson.WriteResult(DayOfWeek.Friday));
        Assert.Equal("\"AQI=\"", CallJson.WriteResult<byte[]>([1, 2]));
        Assert.Equal("\"ü<é\"", CallJson.WriteResult("ü<é"));
        Assert.Equal("null", CallJson.WriteResult<string?>(null));
        Assert.Equal("\"00:01:00\"", CallJson.WriteResult(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Numbers_are_read_from_text_and_enums_from_numbers()
    {
        Assert.Equal(5, CallJson.ReadResult<int>("\"5\""));
        Assert.Equal(DayOfWeek.Friday, CallJson.ReadResult<DayOfWeek>("5"));
        Assert.Equal(DayOfWeek.Friday, CallJson.ReadResult<DayOfWeek>("\"friday\""));
        Assert.Equal(new Parcel("a", 1), CallJson.ReadResult<Parcel>("""{"TO":"a","weight":1,"unknown":2}"""));
    }

    [Fact]
    public void A_result_that_is_not_there_is_the_default()
    {
        Assert.Equal(0, CallJson.ReadResult<int>(null));
        Assert.Null(CallJson.ReadResult<string>(""));
    }

    [Theory]
    [InlineData("""{"to":"a"}""")]
    [InlineData("""{"to":null,"weight":1}""")]
    [InlineData("""{"to":"a","to":"b","weight":1}""")]
    [InlineData("x")]
    public void A_result_that_does_not_fit_is_refused(string json) => Assert.Throws<JsonException>(() => CallJson.ReadResult<Parcel>(json));

    [Fact]
    public void A_result_of_a_type_that_cannot_be_read_is_a_JSON_error() => Assert.Throws<JsonException>(() => CallJson.ReadResult<IThing>("{}"));

    [Fact]
    public void An_added_resolver_is_asked_first_and_keeps_the_format()
    {
        var format = new JsonFormat();
        format.AddResolver(Context.Default);
        var info = format.Options.GetTypeInfo(typeof(Generated));
        Assert.Same(Context.Default, info.OriginatingResolver);
        Assert.Equal("""{"day":"Friday","count":1}""", JsonSerializer.Serialize(new Generated(DayOfWeek.Friday, 1), info));
        Assert.Null(ContractCheck.Of(typeof(Generated), format.Options)?.ToString());
        Assert.NotNull(format.Options.GetTypeInfo(typeof(Parcel)));
    }

    [Fact]
    public void A_resolver_after_the_first_use_is_refused()
    {
        _ = CallJson.Options;
        var e = Assert.Throws<InvalidOperationException>(() => TaskueJson.AddResolver(Context.Default));
        Assert.Contains("Call TaskueJson.AddResolver at the start of the program", e.Message, StringComparison.Ordinal);
    }

    internal sealed record Generated(DayOfWeek Day, int Count);

    [JsonSerializable(typeof(Generated))]
    internal sealed partial class Context : JsonSerializerContext;
}
