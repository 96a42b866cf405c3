using System.Buffers;
using System.Text;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;

namespace Taskue.Tests.Calls;

public sealed class InvokerTests
{
    [Theory]
    [InlineData("""["a"]""", "Samples.Note takes 2 stored arguments, but 1 are stored: 'number' (int) is missing.")]
    [InlineData("[]", "Samples.Note takes 2 stored arguments, but 0 are stored: 'text' (string) is missing.")]
    [InlineData("""["a",1,true]""", "Samples.Note takes 2 stored arguments, but more are stored: true.")]
    [InlineData("""["a","b"]""", "Argument 2 of Samples.Note, 'number', should be int, but \"b\" is stored.")]
    [InlineData("""["a",null]""", "Argument 2 of Samples.Note, 'number', should be int, but null is stored.")]
    [InlineData("""["a",1.5]""", "Argument 2 of Samples.Note, 'number', should be int, but 1.5 is stored.")]
    [InlineData("""["a",3000000000]""", "Argument 2 of Samples.Note, 'number', should be int, but 3000000000 is stored.")]
    [InlineData("""[{"x":1},1]""", "Argument 1 of Samples.Note, 'text', should be string, but {\"x\":1} is stored.")]
    [InlineData("""{"text":"a"}""", "The stored arguments of Samples.Note are no JSON array")]
    [InlineData("", "The stored arguments of Samples.Note are damaged")]
    [InlineData("""["a",1""", "The stored arguments of Samples.Note are damaged")]
    [InlineData("""["a",1]]""", "The stored arguments of Samples.Note are damaged")]
    [InlineData("""["a",""", "The stored arguments of Samples.Note are damaged")]
    public async Task Arguments_that_do_not_fit_are_named(string arguments, string expected)
    {
        var trace = Samples.Trace.Value = [];
        var spec = TaskSpec.Call(() => Samples.Note("", 1));
        var e = await Assert.ThrowsAsync<ArgumentMismatchException>(() => CallRun.RunJsonAsync(spec, arguments));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Empty(trace);
    }

    [Theory]
    [InlineData("""[{"to":"x","weight":"heavy"}]""", "At $.weight")]
    [InlineData("""[{"to":"x"}]""", "weight")]
    [InlineData("""[{"to":null,"weight":1}]""", "")]
    [InlineData("""[{"to":"a","to":"b","weight":1}]""", "")]
    [InlineData("""["x"]""", "should be Taskue.Tests.Calls.Parcel, but \"x\" is stored")]
    public async Task A_record_that_does_not_fit_is_named_with_its_member(string arguments, string expected)
    {
        var spec = TaskSpec.Call(() => Samples.Describe(new Parcel("", 1)));
        var e = await Assert.ThrowsAsync<ArgumentMismatchException>(() => CallRun.RunJsonAsync(spec, arguments));
        Assert.Contains("Argument 1 of Samples.Describe, 'parcel', should be", e.Message, StringComparison.Ordinal);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_arguments_fit_or_are_a_mismatch_and_nothing_else()
    {
        var spec = TaskSpec.Call(() => Samples.Describe(new Parcel("ab", 12)));
        var invoker = Assert.IsType<MethodLookup.Runnable>(CallRun.Table.Find(spec.Method)).Invoker;
        var good = spec.StoredCall.Arguments.ToArray();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            var bytes = good[..Math.Max(length, at + 1)];
            bytes[at] = value;
            var e = Record.Exception(() => { _ = invoker.InvokeAsync(new FakeContext(), null, bytes, new ArrayBufferWriter<byte>()).AsTask(); });
            if (e is not null)
            {
                Assert.IsType<ArgumentMismatchException>(e);
            }
        }, iter: 20_000);
    }

    [Fact]
    public async Task Members_of_a_later_build_are_skipped() =>
        Assert.Equal("\"x 1\"", await CallRun.RunJsonAsync(TaskSpec.Call(() => Samples.Describe(new Parcel("", 1))), """[{"to":"x","new":[1,{}],"Weight":"1"}]"""));

    [Fact]
    public async Task What_the_method_throws_comes_out_bare()
    {
        Assert.Equal("now", (await Assert.ThrowsAsync<BrokenException>(() => CallRun.RunAsync(TaskSpec.Call(() => Samples.Fail("now"))))).Message);
        Assert.Equal("later", (await Assert.ThrowsAsync<BrokenException>(() => CallRun.RunAsync(TaskSpec.Call(() => Samples.FailAsync("later"))))).Message);
    }

    [Fact]
    public async Task A_null_task_is_said_to_be_one()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => CallRun.RunAsync(TaskSpec.Call(() => Samples.NullTask())));
        Assert.Equal("Samples.NullTask returned null instead of a Task. Return Task.CompletedTask, or make the method async.", e.Message);
        await Assert.ThrowsAsync<InvalidOperationException>(() => CallRun.RunAsync(TaskSpec.Call(() => Samples.NullTaskOf())));
    }

    [Fact]
    public async Task A_result_that_cannot_be_written_is_an_error_of_its_own()
    {
        var e = await Assert.ThrowsAsync<ResultNotSerializableException>(() => CallRun.RunAsync(TaskSpec.Call(() => Samples.Cyclic())));
        Assert.Contains("Samples.Cyclic ended, but its result (Taskue.Tests.Calls.Deep) cannot be written as JSON", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_service_is_named_with_where_to_add_it()
    {
        var spec = TaskSpec.On<IMailer>().Call(m => m.Count("x"));
        var without = await Assert.ThrowsAsync<ServiceMissingException>(() => CallRun.RunAsync(spec));
        Assert.Equal("IMailer.Count needs a Taskue.Tests.Calls.IMailer, and this runner was given no services. Set RunnerOptions.Services, or use AddTaskueRunner in a host.", without.Message);
        var empty = await Assert.ThrowsAsync<ServiceMissingException>(() => CallRun.RunAsync(spec, new ServiceCollection().BuildServiceProvider()));
        Assert.Contains("which is not registered", empty.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_deepest_value_that_can_be_written_can_be_read()
    {
        var deep = new Deep();
        for (var i = 0; i < 58; i++)
        {
            deep = new Deep { Next = deep };
        }

        Assert.NotNull((await CallRun.RunAsync(TaskSpec.Call(() => Samples.Echo(deep)))).Next);
    }

    [Fact]
    public void A_call_of_two_plain_arguments_allocates_little()
    {
        var spec = TaskSpec.Call(() => Samples.Nothing("a", 7));
        var invoker = Assert.IsType<MethodLookup.Runnable>(CallRun.Table.Find(spec.Method)).Invoker;
        var context = new FakeContext();
        var output = new ArrayBufferWriter<byte>();
        var arguments = spec.StoredCall.Arguments;
        Run(2_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(1_000);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000;
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes} bytes a call");
        Assert.InRange(bytes, 0, 100);

        void Run(int times)
        {
            for (var i = 0; i < times; i++)
            {
                Assert.Same(invoker, ((MethodLookup.Runnable)CallRun.Table.Find(spec.Method)).Invoker);
                var task = invoker.InvokeAsync(context, null, arguments, output);
                Assert.True(task.IsCompletedSuccessfully);
            }
        }
    }

    [Fact]
    public void Reading_a_lambda_allocates_little()
    {
        var (path, width) = ("a/b.png", 100);
        Make(500);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Make(1_000);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000;
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes} bytes a spec");
        Assert.InRange(bytes, 0, 1_100);

        void Make(int times)
        {
            for (var i = 0; i < times; i++)
            {
                _ = TaskSpec.Call(() => Samples.Nothing(path, width));
            }
        }
    }
}
