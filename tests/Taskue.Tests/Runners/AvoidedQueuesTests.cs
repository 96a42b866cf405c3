namespace Taskue.Tests.Runners;

public sealed class AvoidedQueuesTests
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    private readonly AvoidedQueues avoided = new();

    [Fact]
    public void A_queue_is_avoided_for_a_pause_that_doubles_up_to_ten_seconds_with_each_task_that_cannot_be_run()
    {
        var pauses = new List<double>();
        TimeSpan now = Start;
        for (int i = 0; i < 13; i++)
        {
            avoided.CannotRun("mail", othersTake: true, now);
            Assert.Equal(["mail"], avoided.At(now).Avoided);
            TimeSpan pause = avoided.Rest(now)!.Value;
            pauses.Add(pause.TotalMilliseconds);
            now += pause;
            Assert.Equal((0, true), (avoided.At(now).Avoided.Count, avoided.At(now - TimeSpan.FromTicks(1)).Avoided.Count == 1));
        }

        Assert.Equal([10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10_000, 10_000, 10_000], pauses);
    }

    [Fact]
    public void A_queue_is_tried_once_a_pause_until_a_task_of_it_can_be_run()
    {
        avoided.CannotRun("mail", othersTake: true, Start);
        TimeSpan later = Start + TimeSpan.FromMilliseconds(10);
        (IReadOnlyList<string> left, bool tries) = avoided.At(later);
        Assert.Equal((0, true), (left.Count, tries));
        (left, tries) = avoided.At(later);
        Assert.Equal((1, false), (left.Count, tries));

        avoided.CanRun("mail");
        (left, tries) = avoided.At(later);
        Assert.Equal((0, false), (left.Count, tries));
        Assert.Null(avoided.Rest(later));
    }

    [Fact]
    public void A_queue_whose_tasks_no_runner_is_known_to_take_is_avoided_six_times_only()
    {
        TimeSpan now = Start;
        for (int i = 0; i < 6; i++)
        {
            avoided.CannotRun("mail", othersTake: false, now);
            now += avoided.Rest(now)!.Value;
        }

        avoided.CannotRun("mail", othersTake: false, now);
        Assert.Equal((0, false), (avoided.At(now).Avoided.Count, avoided.At(now).Tries));
        Assert.Null(avoided.Rest(now));

        avoided.CannotRun("mail", othersTake: true, now);
        Assert.Equal(640, avoided.Rest(now)!.Value.TotalMilliseconds);
    }

    [Fact]
    public void After_half_a_minute_without_such_a_task_the_pauses_begin_again()
    {
        for (int i = 0; i < 5; i++)
        {
            avoided.CannotRun("mail", othersTake: true, Start);
        }

        avoided.CannotRun("mail", othersTake: true, Start + TimeSpan.FromSeconds(30));
        Assert.Equal(10, avoided.Rest(Start + TimeSpan.FromSeconds(30))!.Value.TotalMilliseconds);
    }

    [Fact]
    public void Queues_are_avoided_each_by_itself()
    {
        avoided.CannotRun("mail", othersTake: true, Start);
        avoided.CannotRun("images", othersTake: true, Start);
        avoided.CannotRun("images", othersTake: true, Start);
        (IReadOnlyList<string> left, bool tries) = avoided.At(Start + TimeSpan.FromMilliseconds(10));
        Assert.Equal("images", Assert.Single(left));
        Assert.True(tries);
        Assert.Equal(TimeSpan.FromMilliseconds(10), avoided.Rest(Start + TimeSpan.FromMilliseconds(10)));
    }
}
