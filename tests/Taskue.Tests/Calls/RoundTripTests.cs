using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Taskue.Tests.Calls;

public sealed class RoundTripTests
{
    [Fact]
    public async Task A_method_that_gives_nothing_runs_with_its_arguments()
    {
        var trace = Samples.Trace.Value = [];
        TaskSpec spec = TaskSpec.Call(() => Samples.Note("a", 7));
        Assert.Equal("", await CallRun.RunAsync(spec));
        Assert.Equal(["a/7"], trace);
    }

    [Fact]
    public async Task A_method_that_gives_a_value_gives_it()
    {
        TaskSpec<int> spec = TaskSpec.Call(() => Samples.Add(2, 3));
        Assert.Equal(5, await CallRun.RunAsync(spec));
    }

    [Fact]
    public async Task A_method_that_gives_a_task_is_awaited()
    {
        var trace = Samples.Trace.Value = [];
        TaskSpec spec = TaskSpec.Call(() => Samples.NoteAsync("later"));
        Assert.IsNotType<TaskSpec<Task>>(spec, exactMatch: false);
        Assert.Equal("", await CallRun.RunAsync(spec));
        Assert.Equal(["later"], trace);
    }

    [Fact]
    public async Task A_task_of_a_value_gives_the_value()
    {
        TaskSpec<int> spec = TaskSpec.Call(() => Samples.LengthAsync("four"));
        Assert.Equal(4, await CallRun.RunAsync(spec));
        Assert.Equal(9, await CallRun.RunAsync(TaskSpec.Call(() => Samples.CompletedAsync(9))));
    }

    [Fact]
    public async Task A_value_task_is_awaited()
    {
        var trace = Samples.Trace.Value = [];
        TaskSpec spec = TaskSpec.Call(() => Samples.NoteValueAsync("later"));
        Assert.Equal("", await CallRun.RunAsync(spec));
        Assert.Equal(["later"], trace);
    }

    [Fact]
    public async Task A_value_task_of_a_value_gives_the_value()
    {
        TaskSpec<int> spec = TaskSpec.Call(() => Samples.DoubleAsync(4));
        Assert.Equal(8, await CallRun.RunAsync(spec));
        Assert.Equal(10, await CallRun.RunAsync(TaskSpec.Call(() => Samples.DoubleLaterAsync(5))));
    }

    [Fact]
    public async Task Every_shape_of_a_service_call_runs_on_the_registered_object()
    {
        using var mailer = new Mailer();
        var services = new ServiceCollection().AddSingleton<IMailer>(mailer).BuildServiceProvider();
        var on = TaskSpec.On<IMailer>();
        TaskSpec send = on.Call(m => m.Send("a", 3));
        TaskSpec<int> count = on.Call(m => m.Count("abc"));
        TaskSpec sendAsync = on.Call(m => m.SendAsync("b", default));
        TaskSpec<int> countAsync = on.Call(m => m.CountAsync("abcd"));
        TaskSpec flush = on.Call(m => m.FlushAsync());
        TaskSpec<string> name = on.Call(m => m.NameAsync("x"));
        Assert.Equal("", await CallRun.RunAsync(send, services));
        Assert.Equal(3, await CallRun.RunAsync(count, services));
        Assert.Equal("", await CallRun.RunAsync(sendAsync, services));
        Assert.Equal(4, await CallRun.RunAsync(countAsync, services));
        Assert.Equal("", await CallRun.RunAsync(flush, services));
        Assert.Equal("name x", await CallRun.RunAsync(name, services));
        Assert.Equal("default y", await CallRun.RunAsync(on.Call(m => m.Default("y")), services));
        Assert.Equal(5, await CallRun.RunAsync(on.Call(m => m.Generic(5)), services));
        Assert.Equal(["a*3", "b", "flushed"], mailer.Sent);
        Assert.False(mailer.IsDisposed);
    }

    [Fact]
    public async Task Every_shape_of_a_typed_service_lambda_is_the_same_call()
    {
        var on = TaskSpec.On<IMailer>();
        TaskSpec send = TaskSpec.Call((IMailer m) => m.Send("a", 3));
        TaskSpec<int> count = TaskSpec.Call((IMailer m) => m.Count("abc"));
        TaskSpec sendAsync = TaskSpec.Call((IMailer m) => m.SendAsync("b", CancellationToken.None));
        TaskSpec<int> countAsync = TaskSpec.Call((IMailer m) => m.CountAsync("abcd"));
        TaskSpec flush = TaskSpec.Call((IMailer m) => m.FlushAsync());
        TaskSpec<string> name = TaskSpec.Call((IMailer m) => m.NameAsync("x"));
        Assert.Equal(on.Call(m => m.Send("a", 3)).Method, send.Method);
        Assert.Equal(on.Call(m => m.Count("abc")).Method, count.Method);
        Assert.Equal(on.Call(m => m.SendAsync("b", default)).Method, sendAsync.Method);
        Assert.Equal(on.Call(m => m.CountAsync("abcd")).Method, countAsync.Method);
        Assert.Equal(on.Call(m => m.FlushAsync()).Method, flush.Method);
        Assert.Equal(on.Call(m => m.NameAsync("x")).Method, name.Method);
        using var mailer = new Mailer();
        var services = new ServiceCollection().AddSingleton<IMailer>(mailer).BuildServiceProvider();
        Assert.Equal(4, await CallRun.RunAsync(countAsync, services));
    }

    [Fact]
    public async Task A_method_of_an_extended_interface_is_called_on_the_declared_service()
    {
        using var mailer = new Mailer();
        var services = new ServiceCollection().AddSingleton<IBulkMailer>(mailer).BuildServiceProvider();
        var spec = TaskSpec.On<IBulkMailer>().Call(m => m.Count("abc"));
        Assert.Contains("IBulkMailer.Count", spec.Method, StringComparison.Ordinal);
        Assert.Equal(3, await CallRun.RunAsync(spec, services));
        Assert.Equal(8, await CallRun.RunAsync(TaskSpec.On<IBulkMailer>().Call(m => m.Bulk(4)), services));
    }

    [Fact]
    public async Task A_class_that_is_not_registered_is_made_and_disposed_of()
    {
        LoudGreeter.Disposals = 0;
        Assert.Equal("hello x", await CallRun.RunAsync(TaskSpec.On<Greeter>().Call(g => g.Greet("x"))));
        Assert.Equal("HELLO x", await CallRun.RunAsync(TaskSpec.On<LoudGreeter>().Call(g => g.Greet("x"))));
        Assert.Equal("plain 2", await CallRun.RunAsync(TaskSpec.On<LoudGreeter>().Call(g => g.Plain(2)), new ServiceCollection().BuildServiceProvider()));
        Assert.Equal(2, LoudGreeter.Disposals);
    }

    [Fact]
    public async Task Generic_methods_and_types_run_with_their_type_arguments()
    {
        Assert.Equal("x", await CallRun.RunAsync(TaskSpec.Call(() => Samples.Echo("x"))));
        int[] numbers = [1, 2];
        Assert.Equal(numbers, await CallRun.RunAsync(TaskSpec.Call(() => Samples.Echo(numbers))));
        Assert.Equal(new Parcel("a", 1), await CallRun.RunAsync(TaskSpec.Call(() => Samples.Echo(new Parcel("a", 1)))));
        Assert.Equal("Int32 4", await CallRun.RunAsync(TaskSpec.Call(() => Box<int>.Put(4))));
        Assert.Equal("4 k", await CallRun.RunAsync(TaskSpec.Call(() => Box<int>.Lid<string>.Turn(4, "k"))));
        int? none = null;
        Assert.Null(await CallRun.RunAsync(TaskSpec.Call(() => Samples.Echo(none))));
        var boxed = await CallRun.RunAsync(TaskSpec.Call(() => Samples.Echo(new Box<Parcel> { Value = new Parcel("b", 2) })));
        Assert.Equal("b", boxed.Value?.To);
    }

    [Fact]
    public async Task Overloads_are_told_apart()
    {
        Assert.Equal("int 1", await CallRun.RunAsync(TaskSpec.Call(() => Samples.Overloaded(1))));
        Assert.Equal("long 1", await CallRun.RunAsync(TaskSpec.Call(() => Samples.Overloaded(1L))));
        Assert.Equal("T 1", await CallRun.RunAsync(TaskSpec.Call(() => Samples.Overloaded<int>(1))));
        Assert.Equal("T x", await CallRun.RunAsync(TaskSpec.Call(() => Samples.Overloaded("x"))));
    }

    [Fact]
    public async Task Extensions_params_and_optional_parameters_are_plain_calls()
    {
        Assert.Equal("abab", await CallRun.RunAsync(TaskSpec.Call(() => "ab".Twice())));
        Assert.Equal(6, await CallRun.RunAsync(TaskSpec.Call(() => Samples.Sum(1, 2, 3))));
        Assert.Equal(0, await CallRun.RunAsync(TaskSpec.Call(() => Samples.Sum())));
        Assert.Equal("a-two-3", await CallRun.RunAsync(TaskSpec.Call(() => Samples.Join("a"))));
        Assert.Equal("a-b-3", await CallRun.RunAsync(TaskSpec.Call(() => Samples.Join(a: "a", b: "b"))));
    }

    [Fact]
    public async Task Private_and_nested_methods_run()
    {
        Assert.Equal(5, await CallRun.RunAsync(Samples.CallHidden(5)));
        Assert.Equal("inner x", await CallRun.RunAsync(TaskSpec.Call(() => Samples.Inner.Name("x"))));
        Assert.Equal("box 3", await CallRun.RunAsync(TaskSpec.Call(() => Samples.Inner.Boxed(new Box<int> { Value = 3 }))));
    }

    [Fact]
    public async Task Parameters_that_the_runner_fills_in_are_neither_evaluated_nor_stored()
    {
        var spec = TaskSpec.Call(() => Samples.Injected("a", TaskContext.Current, Throw<CancellationToken>(), null!, Throw<ILogger<Parcel>>(), 5));
        Assert.Equal("""["a",5]""", CallRun.Arguments(spec));
        Assert.Equal("a id1 True True True 5", await CallRun.RunAsync(spec));
        var services = new ServiceCollection().AddSingleton<ILoggerFactory>(Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance).BuildServiceProvider();
        Assert.Equal("a id1 True True True 5", await CallRun.RunAsync(spec, services));
        Assert.Equal("3 True", await CallRun.RunAsync(TaskSpec.Call(() => Samples.WithTokenAsync(3))));
        Assert.Equal("3 True", await CallRun.RunAsync(TaskSpec.Call(() => Samples.WithTokenAsync(3, CancellationToken.None))));
    }

    [Fact]
    public async Task Values_of_many_types_arrive_as_they_were()
    {
        int? none = null;
        Assert.Null(await CallRun.RunAsync(TaskSpec.Call(() => Samples.MaybeNull(none))));
        Assert.Equal(4, await CallRun.RunAsync(TaskSpec.Call(() => Samples.MaybeNull(4))));
        Assert.Equal("x 2", await CallRun.RunAsync(TaskSpec.Call(() => Samples.Describe(new Parcel("x", 2)))));
        var pair = (1, "t");
        Assert.Equal((2, "t"), await CallRun.RunAsync(TaskSpec.Call(() => Samples.Tuple(pair))));
        var map = new Dictionary<string, List<int>> { ["k"] = [1, 2] };
        Assert.Equal("null a,b 2", await CallRun.RunAsync(TaskSpec.Call(() => Samples.Strings(null, new[] { "a", "b" }, map))));
        Assert.Equal(double.NaN, await CallRun.RunAsync(TaskSpec.Call(() => Samples.Halve(double.NaN))));
        Assert.Equal(2.5, await CallRun.RunAsync(TaskSpec.Call(() => Samples.Halve(5))));
        Assert.Equal(3.30m, await CallRun.RunAsync(TaskSpec.Call(() => Samples.Price(1.10m, 3))));
        Assert.Equal(DayOfWeek.Sunday, await CallRun.RunAsync(TaskSpec.Call(() => Samples.Next(DayOfWeek.Saturday))));
        Assert.Equal(new Circle(), await CallRun.RunAsync(TaskSpec.Call(() => Samples.Circle())));
    }

    private static T Throw<T>() => throw new InvalidOperationException("evaluated");
}
