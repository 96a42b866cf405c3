using System.Reflection;

namespace Taskue.Tests.Runners;

/// <summary>Reading exceptions that were made to be unreadable.</summary>
public sealed class ExceptionTextTests
{
    [Fact]
    public void An_ordinary_exception_is_read_as_it_is()
    {
        var fault = new InvalidOperationException("outer", new IOException("inner"));
        ExceptionText text = ExceptionText.Of(fault);
        Assert.Equal(("System.InvalidOperationException", "outer", fault.ToString()), (text.Type, text.Message, text.Detail));
        Assert.Same(fault, text.Readable);
    }

    [Fact]
    public void Of_one_that_throws_when_it_is_read_the_type_and_the_rest_are_known()
    {
        ExceptionText text = ExceptionText.Of(new Mute(new IOException("inner")));
        Assert.Equal(typeof(Mute).FullName, text.Type);
        Assert.Equal($"(its message cannot be read: that throws {typeof(Mute).FullName})", text.Message);
        Assert.Contains("System.IO.IOException: inner", text.Detail);
        Assert.Equal(text.Detail, text.Readable.ToString());
    }

    [Fact]
    public void A_message_of_null_is_empty()
    {
        ExceptionText text = ExceptionText.Of(new Nothing());
        Assert.Equal(("", ""), (text.Message, text.Readable.StackTrace ?? ""));
        Assert.StartsWith(typeof(Nothing).FullName!, text.Detail);
    }

    public static TheoryData<string> Deep => ["chain", "aggregates", "fan", "loading", "circle"];

    [Theory, MemberData(nameof(Deep))]
    public void Nested_ones_of_any_depth_and_width_are_read_in_bounded_time_and_stack(string kind)
    {
        Exception fault = new IOException("innermost");
        for (int i = 0; i < (kind == "fan" ? 60 : 200_000) && kind is not ("loading" or "circle"); i++)
        {
            fault = kind switch
            {
                "chain" => new InvalidOperationException("link", fault),
                "aggregates" => new AggregateException(fault),
                _ => new AggregateException(fault, fault), // as text it has 2 to the power of 60 parts
            };
        }

        if (kind is "loading" or "circle")
        {
            var inside = new Exception[kind == "circle" ? 1 : 200_000];
            fault = new ReflectionTypeLoadException(null, inside, "loading");
            Array.Fill(inside, kind == "circle" ? fault : new IOException("innermost"));
        }

        ExceptionText text = ExceptionText.Of(fault);
        Assert.Equal(fault.GetType().FullName, text.Type);
        Assert.Equal(kind == "chain" ? "link" : "(nested too deeply to be read)", text.Message);
        Assert.InRange(text.Detail.Length, 100, 100_000);
        Assert.NotSame(fault, text.Readable);
        Assert.StartsWith(text.Type, text.Readable.Message);
    }

    [Fact]
    public void One_is_found_in_another()
    {
        var inner = new IOException("inner");
        Assert.True(ExceptionText.Has(new AggregateException(new InvalidOperationException("outer", inner)), inner));
        Assert.False(ExceptionText.Has(new InvalidOperationException("outer"), inner));
    }

    private sealed class Mute(Exception inner) : Exception("", inner)
    {
        public override string Message => throw this;

        public override string StackTrace => throw this;

        public override string ToString() => throw this;
    }

    private sealed class Nothing : Exception
    {
        public override string Message => null!;

        public override string ToString() => null!;
    }
}
