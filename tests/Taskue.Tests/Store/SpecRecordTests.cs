using System.Buffers;
using System.Reflection;
using System.Text;
using Taskue.Store;

namespace Taskue.Tests;

public sealed class SpecRecordTests
{
    private static readonly TaskSpec Plain = Call("A:B.C()", "[1]");

    private static readonly Dictionary<string, TaskSpec> Varied = new(StringComparer.Ordinal)
    {
        [nameof(TaskSpec.Title)] = Plain with { Title = "other" },
        [nameof(TaskSpec.Retries)] = Plain with { Retries = 1 },
        [nameof(TaskSpec.Tag)] = Plain with { Tag = "other" },
        [nameof(TaskSpec.Timeout)] = Plain with { Timeout = TimeSpan.FromSeconds(1) },
        [nameof(TaskSpec.AllowFailure)] = Plain with { AllowFailure = true },
        [nameof(TaskSpec.AllowRescheduling)] = Plain with { AllowRescheduling = false },
        [nameof(TaskSpec.When)] = Plain with { When = RunWhen.Always },
        [nameof(TaskSpec.Method)] = Call("A:B.D()", "[1]"),
    };

    [Fact]
    public void Records_that_begin_alike_differ_in_nothing_but_their_arguments()
    {
        Assert.True(SpecRecord.BeginAlike(Plain, Call("A:B.C()", "[2,3]") with { Id = TaskId.New() }));
        Assert.False(SpecRecord.BeginAlike(Plain, Call("A:B.C()", "[\"" + new string('x', 2000) + "\"]")));

        // An option that is new must be compared, too: it gets its line above.
        string[] options = [.. typeof(TaskSpec).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(one => one.Name).Where(name => name != nameof(TaskSpec.Id))];
        Assert.Equal(options.Order(StringComparer.Ordinal), Varied.Keys.Order(StringComparer.Ordinal));
        foreach ((string option, TaskSpec spec) in Varied)
        {
            Assert.False(SpecRecord.BeginAlike(Plain, spec), option);
            Assert.NotEqual(Written(Plain), Written(spec));
        }
    }

    [Fact]
    public void A_record_is_never_longer_than_what_is_reserved_for_it()
    {
        var title = new string('€', 256);
        TaskSpec longest = Call(new string('€', 3000), "[\"" + new string('€', 300) + "\"]") with
        {
            Title = title, Tag = new string('q', 64), Retries = 1000, Timeout = TimeSpan.FromDays(365), AllowFailure = true, AllowRescheduling = false, When = RunWhen.Always,
        };
        var beginning = new ArrayBufferWriter<byte>();
        SpecRecord.WriteBeginning(beginning, longest, null, 0, null);

        Assert.InRange(beginning.WrittenCount, 1, SpecRecord.MostBytesOfBeginning(longest));
        Assert.InRange(Written(longest).Length - beginning.WrittenCount, 1, SpecRecord.MostBytesOfRest(longest));
        Assert.Equal((title, 1000), (SpecRecord.TryRead(Encoding.UTF8.GetBytes("5|" + Encoding.UTF8.GetString(Written(longest))))!.Title, longest.Retries));
    }

    [Theory]
    [InlineData("1|1|999999999999999|q|0|0||;")]
    [InlineData("1|1||q|0|0|01arz3ndektsv4rrffq69g|4294967296;")]
    [InlineData("1|1||q|2147483648|0||;")]
    public void A_number_that_no_spec_can_say_makes_a_record_unreadable(string record) => Assert.Null(SpecRecord.TryRead(Encoding.UTF8.GetBytes(record)));

    private static TaskSpec Call(string method, string arguments) => new(new StoredCall(method, Encoding.UTF8.GetBytes(arguments)));

    private static byte[] Written(TaskSpec spec)
    {
        var buffer = new ArrayBufferWriter<byte>();
        SpecRecord.WriteBeginning(buffer, spec, null, 0, null);
        SpecRecord.WriteRest(buffer, spec);
        return buffer.WrittenSpan.ToArray();
    }
}
