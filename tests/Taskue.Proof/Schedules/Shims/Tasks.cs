using Taskue.Proof.Schedules.Engine;

namespace Taskue.Proof.Schedules.Shims;

/// <summary>Stands for what puts work onto the thread pool by tasks.</summary>
internal static class Tasks
{
    [Replaces(typeof(Task), nameof(Task.Run))]
    public static Task Run(Action work) => Run(() =>
    {
        work();
        return Task.CompletedTask;
    });

    [Replaces(typeof(Task), nameof(Task.Run))]
    public static Task Run(Func<Task> work)
    {
        var done = new TaskCompletionSource<Task>();
        Scheduler.Here.Scheduler.Add("Task.Run", FlowKind.Step, Begin, ExecutionContext.Capture());
        return done.Task.Unwrap();

        void Begin()
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception fault) when (fault is not ScheduleOver)
            {
                done.SetException(fault);
            }
        }
    }

    [Replaces(typeof(CancellationTokenSource), nameof(CancellationTokenSource.CancelAsync))]
    public static Task CancelAsync(CancellationTokenSource source) => Run(source.Cancel);
}
