using Taskue.ProcessHost;

namespace Taskue.Proof.Processes;

/// <summary>Each task has ended as its job says. (Whether one of a workflow was to run at all is <see cref="WhenJudged"/>'s matter.)</summary>
internal static class RightEnd
{
    public static IEnumerable<string> Broken(Evidence evidence) =>
        from task in evidence.Tasks.Values
        let end = task.End
        where end is not null && !Fits(task.Job, end, task.Flow is not null)
        select $"{task} should have ended {task.Job.End} and ended '{end.Letter}' {end.Reason} {end.Message}";

    private static bool Fits(Job job, StoredEnd end, bool ofWorkflow) => end.Letter switch
    {
        's' => ofWorkflow,
        'x' => job.Once && end.Reason == "runner_died",
        'p' => job.End == TaskState.Passed,
        'f' => job.End == TaskState.Failed && end.Reason.Length == 0,
        't' => job.End == TaskState.TimedOut,
        _ => false,
    };
}
