namespace Taskue;

/// <summary>Checks specs before anything is sent.</summary>
internal static class SpecCheck
{
    public static void Task(TaskSpec spec, int maxPayloadBytes, string parameter, bool inWorkflow = false)
    {
        ArgumentNullException.ThrowIfNull(spec, parameter);
        if (spec.Title is { } title)
        {
            Names.CheckTitle(title, parameter);
        }

        if (spec.Tag is { } tag)
        {
            Names.CheckQueue(tag, parameter);
        }

        if (spec.Id is { } id)
        {
            TaskId.Check(id, parameter);
        }

        if (spec.Retries is < 0 or > Limits.Retries)
        {
            throw new ArgumentOutOfRangeException(parameter, spec.Retries, $"Retries of '{Name(spec)}' must be 0 to {Limits.Retries}.");
        }

        if (spec.Timeout is { } timeout && timeout != Timeout.InfiniteTimeSpan
            && (timeout < TimeSpan.FromMilliseconds(1) || timeout > TimeSpan.FromDays(365)))
        {
            throw new ArgumentOutOfRangeException(parameter, timeout,
                $"Timeout of '{Name(spec)}' must be 1 millisecond to 365 days, or Timeout.InfiniteTimeSpan for never.");
        }

        if (spec.When is < RunWhen.OnSuccess or > RunWhen.Always)
        {
            throw new ArgumentOutOfRangeException(parameter, spec.When, $"When of '{Name(spec)}' is none of the values of RunWhen.");
        }

        if (!inWorkflow && spec.When == RunWhen.OnFailure)
        {
            throw new ArgumentException($"'{Name(spec)}' runs only on failure, and a single task has no earlier stage that could fail: it would never run."
                + " Put it into a workflow, or leave When out.", parameter);
        }

        if (spec.StoredCall.Arguments.Length > maxPayloadBytes)
        {
            throw new TooLargeException($"The arguments of '{Name(spec)}' take {spec.StoredCall.Arguments.Length} bytes as JSON, and {maxPayloadBytes} are allowed"
                + " (TaskueOptions.MaxPayloadBytes). Store the data elsewhere and pass its address, or raise the limit.");
        }
    }

    public static void Workflow(WorkflowSpec spec, int maxPayloadBytes, string parameter)
    {
        Names.CheckTitle(spec.Title, parameter);
        if (spec.Id is { } id)
        {
            TaskId.Check(id, parameter);
        }

        if (spec.Stages.Count == 0)
        {
            throw new ArgumentException($"Workflow '{spec.Title}' has no stage: give it at least one with at least one task.", parameter);
        }

        if (spec.Stages.Count > Limits.Stages)
        {
            throw new TooLargeException($"Workflow '{spec.Title}' has {spec.Stages.Count} stages, and {Limits.Stages} are allowed. Split it into several workflows.");
        }

        long bytes = 0;
        int tasks = 0;
        var queues = new HashSet<string>(StringComparer.Ordinal);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (spec.Id is { } own)
        {
            ids.Add(own);
        }

        for (int i = 0; i < spec.Stages.Count; i++)
        {
            if (spec.Stages[i] is not { Count: > 0 } stage)
            {
                throw new ArgumentException($"Stage {i + 1} of workflow '{spec.Title}' is empty: leave it out, or give it a task.", parameter);
            }

            foreach (TaskSpec task in stage)
            {
                Task(task, maxPayloadBytes, parameter, inWorkflow: true);
                tasks++;
                bytes += task.StoredCall.Arguments.Length;
                queues.Add(task.Tag ?? Names.DefaultQueue);
                if (task.Id is { } taskId && !ids.Add(taskId))
                {
                    throw new ArgumentException(taskId == spec.Id
                        ? $"Workflow '{spec.Title}' has a task with its own id, '{taskId}', and an id belongs to a task or to a workflow. Leave one of them out."
                        : $"Workflow '{spec.Title}' has two tasks with the id '{taskId}'. Leave the id out of a spec that is used twice.", parameter);
                }
            }
        }

        if (tasks > Limits.WorkflowTasks)
        {
            throw new TooLargeException($"Workflow '{spec.Title}' has {tasks} tasks, and {Limits.WorkflowTasks} are allowed. Split it into several workflows.");
        }

        if (bytes > Limits.WorkflowBytes)
        {
            throw new TooLargeException($"The arguments of workflow '{spec.Title}' take {bytes} bytes as JSON, and {Limits.WorkflowBytes} are allowed. Store the data elsewhere and pass its address.");
        }

        if (queues.Count > Limits.WorkflowQueues)
        {
            throw new TooLargeException($"Workflow '{spec.Title}' uses {queues.Count} tags, and {Limits.WorkflowQueues} are allowed.");
        }
    }

    private static string Name(TaskSpec spec) => spec.Title ?? spec.StoredCall.ShortName;
}
