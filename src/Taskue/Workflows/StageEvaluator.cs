namespace Taskue;

/// <summary>A task that has ended: what a stage is judged by.</summary>
/// <param name="State">Its final state.</param>
/// <param name="AllowFailure">Whether its failure leaves the workflow unharmed.</param>
internal readonly record struct EndedTask(TaskState State, bool AllowFailure);

/// <summary>The verdict on a stage whose tasks have all ended.</summary>
/// <param name="State">Passed, failed or skipped.</param>
/// <param name="Warnings">How many failures were allowed.</param>
internal readonly record struct StageVerdict(StageState State, int Warnings);

/// <summary>The rule by which workflows move, in its plainest form.</summary>
/// <remarks>
/// The store decides by the same rule in <c>Scripts/shared/flow.lua</c>, where it also moves the tasks; tests hold the two together. A failure
/// is a task that failed, was errored, timed out or was terminated, unless it may fail. Skipped is neither a failure nor a success.
/// </remarks>
internal static class StageEvaluator
{
    /// <summary>Whether a task runs when its stage is reached; if not, it is skipped.</summary>
    /// <param name="when">What the task asks for.</param>
    /// <param name="failedBefore">Whether any earlier stage failed: all of them count, not only the one before.</param>
    public static bool Runs(RunWhen when, bool failedBefore) => when switch
    {
        RunWhen.OnSuccess => !failedBefore,
        RunWhen.OnFailure => failedBefore,
        _ => true,
    };

    /// <summary>Judges a stage: failed by one failure; skipped if all its tasks were; else passed, allowed failures being warnings.</summary>
    public static StageVerdict Judge(ReadOnlySpan<EndedTask> stage)
    {
        int failures = 0, warnings = 0, skipped = 0;
        foreach (EndedTask task in stage)
        {
            if (task.State == TaskState.Skipped)
            {
                skipped++;
            }
            else if (task.State.IsFailure())
            {
                _ = task.AllowFailure ? warnings++ : failures++;
            }
        }

        return new StageVerdict(failures > 0 ? StageState.Failed : skipped == stage.Length ? StageState.Skipped : StageState.Passed, warnings);
    }

    /// <summary>Judges a workflow whose last stage is over: failed by one failed stage, else passed, also where all were skipped.</summary>
    public static WorkflowState Judge(ReadOnlySpan<StageVerdict> stages)
    {
        foreach (StageVerdict stage in stages)
        {
            if (stage.State == StageState.Failed)
            {
                return WorkflowState.Failed;
            }
        }

        return WorkflowState.Passed;
    }
}
