using System.Linq.Expressions;

namespace Taskue.Tests.Calls;

public sealed class RefusalTests
{
    [Fact]
    public void A_ref_argument_is_refused_and_named()
    {
        var number = 1;
        Refused(() => TaskSpec.Call(() => Samples.TakesRef(ref number)), "Parameter 'number' of Samples.TakesRef is a ref parameter", "Give the method a plain parameter");
    }

    [Fact]
    public void An_out_argument_is_refused_and_named()
    {
        var number = 1;
        Refused(() => TaskSpec.Call(() => Samples.TakesOut(out number)), "Parameter 'number' of Samples.TakesOut is an out parameter");
    }

    [Fact]
    public void An_in_argument_is_refused_and_named()
    {
        var number = 1;
        Refused(() => TaskSpec.Call(() => Samples.TakesIn(in number)), "Parameter 'number' of Samples.TakesIn is an in parameter");
    }

    [Fact]
    public void A_span_parameter_is_refused_and_named() =>
        Refused(() => TaskSpec.Call(() => Samples.TakesSpan("abc")), "Parameter 'text' of Samples.TakesSpan", "ReadOnlySpan<char>", "Take an array or a string");

    [Fact]
    public void A_constant_body_is_refused()
    {
        Refused(() => TaskSpec.Call(() => (string?)null), "must be one call of a method", "the constant null");
        Refused(() => TaskSpec.Call(() => 5), "the constant 5");
    }

    [Fact]
    public void A_method_that_every_runner_refuses_is_refused_at_once()
    {
        Refused(() => TaskSpec.Call(() => Console.Beep()), "Console.Beep belongs to the framework", "System.Console", "Call it in a method of your own");
        Refused(() => TaskSpec.Call(() => Task.Delay(1)), "Task.Delay belongs to the framework");
        Refused(() => TaskSpec.Call(() => Enumerable.Count(new[] { 1 })), "Enumerable.Count belongs to the framework");
        Refused(() => TaskSpec.On<System.Net.Http.HttpClient>().Call(client => client.GetStringAsync("http://localhost")), "HttpClient.GetStringAsync belongs to the framework");
        Refused(() => TaskSpec.On<Greeter>().Call(greeter => greeter.ToString()), "Object.ToString belongs to the framework");
        Refused(() => TaskSpec.Call(() => TaskId.New()), "TaskId.New belongs to the framework or to Taskue");
    }

    [Fact]
    public void A_property_body_is_refused()
    {
        Refused(() => TaskSpec.Call(() => Samples.Property), "reads the property 'Property'");
        var list = new List<int> { 1 };
        Refused(() => TaskSpec.On<List<int>>().Call(l => l[0]), "List.get_Item is a property");
    }

    [Fact]
    public void A_constructor_body_is_refused() =>
        Refused(() => TaskSpec.Call(() => new Parcel("a", 1)), "makes a new Taskue.Tests.Calls.Parcel");

    [Fact]
    public void A_body_that_computes_is_refused()
    {
        Refused(() => TaskSpec.Call(() => Samples.Add(1, 2) + 1), "an expression of the kind Add");
        Refused(() => TaskSpec.Call<long>(() => Samples.Add(1, 2)), "converts the result of Samples.Add from int to long");
    }

    [Fact]
    public void A_call_of_a_delegate_is_refused()
    {
        Action action = () => { };
        Refused(() => TaskSpec.Call(() => action()), "calls a delegate");
        Refused(() => TaskSpec.Call(() => action.Invoke()), "calls a delegate (System.Action)", "Call the method itself");
        Refused(() => TaskSpec.On<Action>().Call(a => a.Invoke()), "calls a delegate");
    }

    [Fact]
    public void A_local_function_is_refused_by_its_name()
    {
        // C# refuses it itself (CS8110); other builders of trees do not.
        Func<int, int> local = Local;
        var call = Expression.Lambda<Func<int>>(Expression.Call(local.Method, Expression.Constant(1)));
        Refused(() => TaskSpec.Call(call), "'Local' is a local function or lambda", "Make it a method of a named class");

        static int Local(int number) => number;
    }

    [Fact]
    public void A_method_of_a_file_local_type_is_refused() =>
        Refused(() => TaskSpec.Call(() => FileLocal.Run(1)), "'Run' is declared in a closure or a file-local type", "Make it a method of a named class");

    [Fact]
    public void A_call_on_a_captured_object_is_refused_and_the_service_form_is_shown()
    {
        using var mailer = new Mailer();
        Refused(() => TaskSpec.Call(() => mailer.Send("a", 1)), "Mailer.Send is called on an object", "TaskSpec.On<Mailer>().Call(x => x.Send(...))");
        Refused(() => TaskSpec.Call(() => Instance(1)), "RefusalTests.Instance is called on an object", "or make the method static");
    }

    [Fact]
    public void A_service_lambda_must_be_one_call_on_its_parameter()
    {
        Refused(() => TaskSpec.On<IMailer>().Call(m => Samples.Add(1, 2)), "not one call on its parameter 'm' itself", "a static method");
        Refused(() => TaskSpec.On<Mailer>().Call(m => m.Sent.Add("x")), "not one call on its parameter 'm' itself", "calls List.Add");
        Refused(() => TaskSpec.On<Mailer>().Call(m => ((IMailer)m).Count("x")), "not one call on its parameter 'm' itself");
    }

    [Fact]
    public void An_argument_that_asks_the_service_is_refused()
    {
        Refused(() => TaskSpec.On<IMailer>().Call(m => m.Count(m.ToString()!)), "Argument 'to' of IMailer.Count uses 'm', the service");
        Refused(() => TaskSpec.On<Mailer>().Call(m => m.Bulk(m.Sent.Count)), "Argument 'count' of Mailer.Bulk uses 'm', the service");
    }

    [Fact]
    public void An_async_void_method_is_refused() =>
        Refused(() => TaskSpec.Call(() => Samples.AsyncVoid(1)), "Samples.AsyncVoid is async void", "Let it return Task");

    [Fact]
    public void A_subclass_of_Task_as_a_result_is_refused() =>
        Refused(() => TaskSpec.Call(() => Samples.ReturnsSubclass()), "returns Taskue.Tests.Calls.SpecialTask", "only Task, Task<T>, ValueTask and ValueTask<T> are awaited");

    [Fact]
    public void An_open_generic_method_is_refused()
    {
        var open = typeof(Samples).GetMethod(nameof(Samples.Echo))!;
        var message = Assert.ThrowsAny<ArgumentException>(() => CallPlan.For(open, null)).Message;
        Assert.Contains("Samples.Echo has open type parameters", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_framework_type_as_type_argument_is_refused()
    {
        var list = new List<int>();
        Refused(() => TaskSpec.Call(() => Samples.Echo(list)), "Samples.Echo is called with the type argument System.Collections.Generic.List<int>", "framework type");
        Refused(() => TaskSpec.Call(() => Samples.Echo(new Box<Uri[]>())), expected: null);
        Refused(() => TaskSpec.Call(() => Samples.Echo(new Box<Random>())), "System.Random is a framework type");
        Refused(() => TaskSpec.Call(() => Box<DayOfWeek>.Put(DayOfWeek.Friday)), "Box.Put", "System.DayOfWeek");
        var nameless = new { A = 1 };
        Refused(() => TaskSpec.Call(() => Samples.Echo(nameless)), "an anonymous type", "Declare a record");
    }

    [Fact]
    public void The_result_of_another_spec_is_refused_wherever_it_stands_and_never_read()
    {
        var build = TaskSpec.Call(() => Samples.Add(1, 2));
        var text = TaskSpec.Call(() => Samples.Join("a"));
        Refused(() => TaskSpec.Call(() => Samples.Add(build.Result, 2)), "Argument 'a' of Samples.Add is the Result of another task", "context.FinishedTasksAsync()");
        Refused(() => TaskSpec.Call(() => Samples.Price(1m, build.Result)), "Argument 'count' of Samples.Price", "the Result of another task");
        Refused(() => TaskSpec.Call(() => Samples.Add(1, build.Result + 1)), "Argument 'b' of Samples.Add", "the Result of another task");
        Refused(() => TaskSpec.Call(() => Samples.Add(text.Result.Length, 2)), "the Result of another task");
        Refused(() => TaskSpec.Call(() => Samples.Join($"x{build.Result}", "b", 1)), "the Result of another task");
        Refused(() => TaskSpec.Call(() => Samples.Sum(1, build.Result)), "the Result of another task");
        Refused(() => TaskSpec.Call(() => Samples.Describe(new Parcel(text.Result, 1))), "the Result of another task");
        Refused(() => TaskSpec.Call(() => Samples.Add(true ? 1 : build.Result, 2)), expected: null);
        var yes = true;
        Refused(() => TaskSpec.Call(() => Samples.Add(yes ? 1 : build.Result, 2)), "computes with the Result of another task");
        Refused(() => TaskSpec.On<IMailer>().Call(m => m.Count(text.Result)), "Argument 'to' of IMailer.Count is the Result of another task");
    }

    [Fact]
    public void A_lambda_with_two_parameters_is_refused()
    {
        Expression<Func<int, int, int>> lambda = (a, b) => Samples.Add(a, b);
        var message = Assert.ThrowsAny<ArgumentException>(() => CallReader.Read(lambda)).Message;
        Assert.Contains("has 2 parameters", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Something_of_null_in_an_argument_is_refused_with_its_place()
    {
        Parcel? none = null;
        Refused(() => TaskSpec.Call(() => Samples.Join(none!.To, "b", 1)), "Argument 'a' of Samples.Join takes 'To' of something that is null");
    }

    [Fact]
    public void What_an_argument_throws_comes_out_as_it_is()
    {
        var zero = 0;
        Assert.Throws<DivideByZeroException>(() => TaskSpec.Call(() => Samples.Add(1 / zero, 2)));
        Assert.Throws<BrokenException>(() => TaskSpec.Call(() => Samples.Add(Broken(), 2)));
    }

    private static int Broken() => throw new BrokenException("mine");

    private int Instance(int number) => number;

    private static void Refused(Func<TaskSpec> make, string? expected, params string[] more)
    {
        if (expected is null)
        {
            Assert.NotNull(make());
            return;
        }

        var message = CallRun.Refusal(make);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        foreach (var part in more)
        {
            Assert.Contains(part, message, StringComparison.Ordinal);
        }
    }
}

file static class FileLocal
{
    public static int Run(int number) => number;
}
