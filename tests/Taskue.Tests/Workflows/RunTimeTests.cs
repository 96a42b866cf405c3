namespace Taskue.Tests.Workflows;

public sealed class RunTimeTests
{
    [Fact]
    public void Time_in_which_every_task_waited_does_not_count()
    {
        Assert.Null(RunTime.Of([]));
        Assert.Null(RunTime.Of([Task(null, null)]));
        Assert.Equal(TimeSpan.FromSeconds(7), RunTime.Of([Task(20, 25), Task(0, 2)]));
        Assert.Equal(TimeSpan.FromSeconds(5), RunTime.Of([Task(0, 4), Task(1, 3), Task(3, 5)]));
        TaskInfo retried = Task(10, 12) with { EarlierAttempts = [Attempt("failed", 0, 3), Attempt("held", 4, 9)] };
        Assert.Equal(TimeSpan.FromSeconds(5), RunTime.Of([retried]));
        Assert.Equal(TimeSpan.FromSeconds(5), new StageInfo { Index = 0, State = StageState.Passed, TaskCount = 1, DoneAt = At(12), Tasks = [retried] }.Ran);
        Assert.Null(new StageInfo { Index = 0, State = StageState.Running, TaskCount = 1, Tasks = [retried] }.Ran);
    }

    private static TaskInfo Task(int? started, int? ended) => new()
    {
        Id = "", Title = "", State = TaskState.Passed, Queue = "", Method = "", CreatedAt = At(0),
        StartedAt = started is { } start ? At(start) : null, ExecutedAt = ended is { } end ? At(end) : null,
    };

    private static TaskAttempt Attempt(string outcome, int started, int ended) => new(1, outcome, null, At(started), At(ended), null);

    private static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddSeconds(second);
}
