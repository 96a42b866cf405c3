using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

// These methods are what users write, mistakes included.
#pragma warning disable CA1068, MA0022

namespace Taskue.Tests.Calls;

/// <summary>Methods to be called by the tests. Those that give nothing leave a trace in <see cref="Trace"/>.</summary>
internal static class Samples
{
    public static AsyncLocal<List<string>?> Trace { get; } = new();

    public static void Note(string text, int number) => Trace.Value?.Add($"{text}/{number}");

    public static void Nothing(string text, int number) => _ = text.Length + number;

    public static int Add(int a, int b) => a + b;

    public static string Join(string a, string b = "two", int c = 3) => $"{a}-{b}-{c}";

    public static async Task NoteAsync(string text)
    {
        await Task.Yield();
        Trace.Value?.Add(text);
    }

    public static async Task<int> LengthAsync(string text)
    {
        await Task.Yield();
        return text.Length;
    }

    public static async ValueTask NoteValueAsync(string text)
    {
        await Task.Yield();
        Trace.Value?.Add(text);
    }

    public static ValueTask<int> DoubleAsync(int number) => new(2 * number);

    public static async ValueTask<int> DoubleLaterAsync(int number)
    {
        await Task.Yield();
        return 2 * number;
    }

    public static Task<int> CompletedAsync(int number) => Task.FromResult(number);

    public static T Echo<T>(T value) => value;

    public static string Overloaded(int value) => "int " + value;

    public static string Overloaded(long value) => "long " + value;

    public static string Overloaded<T>(T value) => $"T {value}";

    public static int Sum(params int[] numbers) => numbers.Sum();

    public static string Twice(this string text) => text + text;

    public static string Injected(string text, TaskContext context, CancellationToken stop, ILogger logger, ILogger<Parcel> typed, int number) =>
        $"{text} {context.TaskId} {stop.CanBeCanceled} {logger is not null} {typed is not null} {number}";

    public static async Task<string> WithTokenAsync(int number, CancellationToken stop = default)
    {
        await Task.Yield();
        return $"{number} {stop.CanBeCanceled}";
    }

    public static int? MaybeNull(int? number) => number;

    public static string Describe(Parcel parcel) => $"{parcel.To} {parcel.Weight}";

    public static (int, string) Tuple((int Number, string Text) pair) => (pair.Number + 1, pair.Text);

    public static string Strings(string? a, string[] many, Dictionary<string, List<int>> map) => $"{a ?? "null"} {string.Join(',', many)} {map["k"][1]}";

    public static double Halve(double number) => number / 2;

    public static decimal Price(decimal price, long count) => price * count;

    public static DayOfWeek Next(DayOfWeek day) => (DayOfWeek)(((int)day + 1) % 7);

    public static void Fail(string message) => throw new BrokenException(message);

    public static async Task FailAsync(string message)
    {
        await Task.Yield();
        throw new BrokenException(message);
    }

    public static Task NullTask() => null!;

    public static Task<int> NullTaskOf() => null!;

    public static Shape Circle() => new Circle();

    public static Deep Cyclic()
    {
        var deep = new Deep();
        deep.Next = deep;
        return deep;
    }

    public static void TakesRef(ref int number) => number++;

    public static void TakesOut(out int number) => number = 1;

    public static void TakesIn(in int number) => _ = number;

    public static void TakesSpan(ReadOnlySpan<char> text) => _ = text.Length;

    public static async void AsyncVoid(int number) => await Task.Delay(number);

    public static SpecialTask ReturnsSubclass() => new();

    public static int Property => 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Hidden(int number) => number;

    public static TaskSpec<int> CallHidden(int number) => TaskSpec.Call(() => Hidden(number));

    internal static class Inner
    {
        public static string Name(string text) => "inner " + text;

        public static string Boxed(Box<int> box) => "box " + box.Value;
    }
}

internal sealed class BrokenException(string message) : Exception(message);

internal sealed class SpecialTask() : Task(() => { });

public record Parcel(string To, int Weight);

public sealed record HeavyParcel(string To, int Weight, string Crane) : Parcel(To, Weight);

public sealed class Box<T>
{
    public T? Value { get; set; }

    public static string Put(T value) => $"{typeof(T).Name} {value}";

    internal sealed class Lid<TKnob>
    {
        public static string Turn(T value, TKnob knob) => $"{value} {knob}";
    }
}

[System.Text.Json.Serialization.JsonDerivedType(typeof(Circle), "circle")]
public abstract record Shape;

public sealed record Circle : Shape
{
    public int Radius { get; init; } = 1;
}

public sealed class Deep
{
    public Deep? Next { get; set; }
}

internal interface IMailer
{
    void Send(string to, int copies);

    int Count(string to);

    Task SendAsync(string to, CancellationToken stop = default);

    Task<int> CountAsync(string to);

    ValueTask FlushAsync();

    ValueTask<string> NameAsync(string to);

    string Default(string to) => "default " + to;

    T Generic<T>(T value) => value;
}

internal interface IBulkMailer : IMailer
{
    int Bulk(int count);
}

internal sealed class Mailer : IBulkMailer, IDisposable
{
    public List<string> Sent { get; } = [];

    public bool IsDisposed { get; private set; }

    public void Send(string to, int copies) => Sent.Add($"{to}*{copies}");

    public int Count(string to) => to.Length;

    public async Task SendAsync(string to, CancellationToken stop = default)
    {
        await Task.Yield();
        Sent.Add(to);
    }

    public async Task<int> CountAsync(string to)
    {
        await Task.Yield();
        return to.Length;
    }

    public ValueTask FlushAsync()
    {
        Sent.Add("flushed");
        return default;
    }

    public async ValueTask<string> NameAsync(string to)
    {
        await Task.Yield();
        return "name " + to;
    }

    public int Bulk(int count) => 2 * count;

    public void Dispose() => IsDisposed = true;
}

internal class Greeter
{
    public virtual string Greet(string name) => "hello " + name;

    public string Plain(int number) => "plain " + number;
}

internal sealed class LoudGreeter : Greeter, IDisposable
{
    public static int Disposals { get; set; }

    public override string Greet(string name) => "HELLO " + name;

    public void Dispose() => Disposals++;
}

internal ref struct OnTheStack
{
    public readonly int Work() => 1;
}
