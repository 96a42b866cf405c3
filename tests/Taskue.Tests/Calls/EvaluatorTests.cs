using CsCheck;

namespace Taskue.Tests.Calls;

public sealed class EvaluatorTests
{
    private const int Constant = 11;
    private static readonly int Static = 12;
    private readonly int _instance = 13;

    private int Property => 14;

    [Fact]
    public void Constants_fields_properties_and_locals_are_read()
    {
        var local = 10;
        Assert.Equal("[10,11,12,13,14]", Sum(TaskSpec.Call(() => Samples.Sum(local, Constant, Static, _instance, Property))));
        int[] array = [1, 2];
        var list = new List<int> { 3 };
        Assert.Equal("[2,3,2,1]", Sum(TaskSpec.Call(() => Samples.Sum(array[1], list[0], array.Length, list.Count))));
        int? some = 5;
        Assert.Equal("[5,1]", Sum(TaskSpec.Call(() => Samples.Sum(some.Value, some.HasValue ? 1 : 0))));
    }

    [Fact]
    public void Arithmetic_is_that_of_the_language()
    {
        var (a, b) = (7, 2);
        var big = int.MaxValue;
        Assert.Equal("[9,5,14,3,1]", Sum(TaskSpec.Call(() => Samples.Sum(a + b, a - b, a * b, a / b, a % b))));
        Assert.Equal("[-2147483648,-7,6]", Sum(TaskSpec.Call(() => Samples.Sum(unchecked(big + 1), -a, a & ~1))));
        Assert.Throws<OverflowException>(() => TaskSpec.Call(() => Samples.Sum(checked(big + 1))));
        Assert.Equal("[3.5,2]", CallRun.Arguments(TaskSpec.Call(() => Two(a / 2.0, (double)b))));
        Assert.Equal("[4.5,-1]", CallRun.Arguments(TaskSpec.Call(() => Two(1.5 * 3.0, (double)(float)-1))));
        var (x, y) = (2.9, -2.9);
        Assert.Equal("[2,-2,3]", Sum(TaskSpec.Call(() => Samples.Sum((int)x, (int)y, (int)DayOfWeek.Wednesday))));
        Assert.Equal("[2.50,3]", CallRun.Arguments(TaskSpec.Call(() => Samples.Price(2.25m + 0.25m, a - 4))));
        byte small = 200;
        Assert.Equal("[400]", Sum(TaskSpec.Call(() => Samples.Sum(small + small))));
        Assert.Equal("[-56]", Sum(TaskSpec.Call(() => Samples.Sum((sbyte)small))));
    }

    [Fact]
    public void Random_numbers_are_computed_as_the_language_does() =>
        Gen.Select(Gen.Int, Gen.Int, Gen.Long, Gen.Double).Sample((a, b, c, d) =>
        {
            b = b == 0 ? 1 : b;
            a = a == int.MinValue ? 0 : a;
            int[] numbers = [a + b, a - b, a * b, a / b, a % b, (int)c, -a, a ^ b];
            Assert.Equal($"[{string.Join(',', numbers)}]",
                Sum(TaskSpec.Call(() => Samples.Sum(a + b, a - b, a * b, a / b, a % b, (int)c, -a, a ^ b))));
            Assert.Equal(CallJson.WriteResult(a + c - (b * c)), CallRun.Arguments(TaskSpec.Call(() => Samples.Echo(a + c - (b * c))))[1..^1]);
            Assert.Equal(CallJson.WriteResult((d * a) - (d / b)), CallRun.Arguments(TaskSpec.Call(() => Samples.Echo((d * a) - (d / b))))[1..^1]);
        }, iter: 1_000);

    [Fact]
    public void Calls_concatenation_and_constructors_are_evaluated()
    {
        var (name, count) = ("n", 3);
        string? missing = null;
        var map = new Dictionary<string, List<int>> { ["k"] = [1, 2] };
        var day = new DateTime(2026, 1, 31, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal("""["n-3","x3N",32]""", CallRun.Arguments(TaskSpec.Call(() => Samples.Join(name + "-" + count, $"x{count}{name.ToUpperInvariant()}", Samples.Add(day.AddDays(1).Day, 31)))));
        Assert.Equal("""[{"to":"n","weight":4}]""", CallRun.Arguments(TaskSpec.Call(() => Samples.Describe(new Parcel(name, count + 1)))));
        Assert.Equal("""[{"to":"z","weight":9}]""", CallRun.Arguments(TaskSpec.Call(() => Samples.Describe(new Parcel(name, count) { To = "z", Weight = 9 }))));
        Assert.Equal("""["b","c",1]""", CallRun.Arguments(TaskSpec.Call(() => Samples.Join(count > 2 ? "b" : "a", missing ?? "c", Enumerable.Range(0, 5).Count(n => n == count)))));
        Assert.Equal("""[null,["p"],{"k":[1,2]}]""", CallRun.Arguments(TaskSpec.Call(
            () => Samples.Strings(default, new[] { "p" }, map))));
        Assert.Equal("[[1,2]]", CallRun.Arguments(TaskSpec.Call(() => EvaluatorTests.First(new List<int> { 1, 2 }))));
    }

    [Fact]
    public void Conversions_between_values_nullables_and_user_types_are_evaluated()
    {
        var seven = 7;
        int? none = null;
        Assert.Equal("[7]", CallRun.Arguments(TaskSpec.Call(() => Samples.MaybeNull(seven))));
        Assert.Equal("[null]", CallRun.Arguments(TaskSpec.Call(() => Samples.MaybeNull(none + 1))));
        Assert.Equal("[8]", Sum(TaskSpec.Call(() => Samples.Sum((int)(object)8))));
        Assert.Equal("[5]", CallRun.Arguments(TaskSpec.Call(() => Samples.Echo((long)(int?)5))));
        Assert.Throws<InvalidOperationException>(() => TaskSpec.Call(() => Samples.Sum(none!.Value)));
        Assert.Throws<InvalidCastException>(() => TaskSpec.Call(() => Samples.Sum((int)(object)"x")));
        Assert.Equal("[15]", CallRun.Arguments(TaskSpec.Call(() => Samples.Price(15, default)))[..3] + "]");
    }

    [Fact]
    public void A_method_that_changes_a_captured_struct_changes_it()
    {
        var counter = default(Counter);
        Assert.Equal("[1,2]", Sum(TaskSpec.Call(() => Samples.Sum(counter.Next(), counter.Next()))));
    }

    [Fact]
    public void Spans_in_an_argument_are_evaluated_or_refused_by_name()
    {
        int[] array = [1, 2];
        var made = Record.Exception(() => TaskSpec.Call(() => Samples.Echo(array.Contains(2))));
        var refused = Assert.IsAssignableFrom<ArgumentException>(made);
        Assert.Contains("Argument 'value' of Samples.Echo uses a System.ReadOnlySpan<int>, which cannot be evaluated here. Compute it into a local first.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_read_outside_of_a_task_says_so() =>
        Assert.Throws<InvalidOperationException>(() => TaskSpec.Call(() => Samples.Join(TaskContext.Current.TaskId, "b", 1)));

    private static int First(List<int> numbers) => numbers[0];

    private static string Two(double a, double b) => $"{a} {b}";

    private static string Sum(TaskSpec spec)
    {
        var json = CallRun.Arguments(spec);
        return json[1..^1];
    }

    private struct Counter
    {
        private int _count;

        public int Next() => ++_count;
    }
}
