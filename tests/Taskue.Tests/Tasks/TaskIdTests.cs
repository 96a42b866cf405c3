using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Taskue.Tests;

public sealed class TaskIdTests
{
    [Fact]
    public void Ids_are_well_formed_and_rise_within_a_millisecond()
    {
        var source = new TaskIdSource(new FakeTimeProvider());
        string[] ids = [.. Enumerable.Range(0, 20_000).Select(_ => source.Next())];

        Assert.All(ids, id => Assert.True(TaskId.IsWellFormed(id)));
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void They_carry_the_servers_time_whatever_the_machines_clock_says()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_000_000_000_000));
        var source = new TaskIdSource(clock);
        string before = source.Next();
        source.SetServerTime(1_000_003_600_000);
        string ahead = source.Next();
        source.SetServerTime(999_996_400_000);

        Assert.Equal(1_000_000_000_000, TaskIdSource.MillisecondsOf(before));
        Assert.Equal(1_000_003_600_000, TaskIdSource.MillisecondsOf(ahead));
        Assert.Equal(999_996_400_000, TaskIdSource.MillisecondsOf(source.Next()));
    }

    [Fact]
    public void The_partition_stands_in_the_last_two_characters()
    {
        var source = new TaskIdSource(new FakeTimeProvider());

        Assert.EndsWith("00", source.Next(), StringComparison.Ordinal);
        Assert.EndsWith("zz", source.Next(1023), StringComparison.Ordinal);
    }

    [Fact]
    public void A_workflows_task_ids_follow_from_its_own_and_differ()
    {
        string workflow = TaskId.New(), other = TaskId.New();
        string[] ids = [.. Enumerable.Range(0, 10_000).Select(i => TaskIdSource.Derived(workflow, i))];

        Assert.Equal(ids, Enumerable.Range(0, 10_000).Select(i => TaskIdSource.Derived(workflow, i)));
        Assert.Equal(20_000, ids.Concat(Enumerable.Range(0, 10_000).Select(i => TaskIdSource.Derived(other, i))).Distinct(StringComparer.Ordinal).Count());
        Assert.All(ids, id => Assert.True(TaskId.IsWellFormed(id)));
        Assert.All(ids, id => Assert.Equal(TaskIdSource.MillisecondsOf(workflow), TaskIdSource.MillisecondsOf(id)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("01JDQ5M0000000000000ab")]
    [InlineData("i1jdq5m0000000000000ab")]
    [InlineData("01jdq5m0000000000000abc")]
    public void What_is_no_id_is_refused_with_its_text(string? text)
    {
        Assert.False(TaskId.IsWellFormed(text));
        ArgumentException refused = Assert.Throws<ArgumentException>(() => TaskId.Check(text!, "taskId"));
        Assert.Contains(text ?? "null", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_an_id_or_refused_and_nothing_else() =>
        Gen.String.Sample(text => TaskId.IsWellFormed(text) ? TaskId.Check(text, "x") == text : Refused(text));

    private static bool Refused(string text)
    {
        try
        {
            TaskId.Check(text, "x");
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
