using System.Globalization;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>A workflow's row and the head of its plan, made into a <see cref="WorkflowInfo"/>.</summary>
internal static class FlowView
{
    /// <summary>The row of <c>flows</c> (<c>shared/flow.lua</c>): 1 and nineteen numbers.</summary>
    private enum Row
    {
        Stages, Total, Stage, Chunk, Left, Failed, Warned, StageFailed, StageSkipped, StageReady, StageStarted, Started, Ended, P, F, E, T, X, S,
    }

    /// <summary>Makes the snapshot; <c>stagesOver</c> has the rows of the stages that are over, and is null in lists, which read no stages.</summary>
    public static WorkflowInfo Read(string id, RedisResult row, RedisResult head, ArraySegment<RedisResult>? stagesOver)
    {
        long[] numbers = Numbers(id, (string?)row ?? "");
        (string title, int[] sizes) = Head(id, (string?)head ?? "", (int)numbers[(int)Row.Stages]);

        long Value(Row field) => numbers[(int)field];
        var stages = new List<StageInfo>(sizes.Length);
        DateTimeOffset? created = null;
        for (int i = 0; stagesOver is { } over && i < sizes.Length; i++)
        {
            StageInfo stage = i < over.Count ? Over(i, sizes[i], (string?)over[i] ?? "")
                : i == Value(Row.Stage) ? new StageInfo
                {
                    Index = i, TaskCount = sizes[i], State = Value(Row.StageStarted) > 0 ? StageState.Running : StageState.Pending,
                    CreatedAt = TaskView.Time(Value(Row.StageReady)), StartedAt = TaskView.Time((long?)Value(Row.StageStarted)),
                }
                : new StageInfo { Index = i, TaskCount = sizes[i], State = StageState.Pending };
            created ??= stage.CreatedAt;
            stages.Add(stage);
        }

        long ended = Value(Row.Ended), started = Value(Row.Started);
        long final = Value(Row.P) + Value(Row.F) + Value(Row.E) + Value(Row.T) + Value(Row.X) + Value(Row.S);
        return new WorkflowInfo
        {
            Id = id,
            Title = title,
            State = ended > 0 ? (Value(Row.Failed) > 0 ? WorkflowState.Failed : WorkflowState.Passed)
                : started > 0 ? WorkflowState.Running : WorkflowState.Pending,
            CreatedAt = created ?? TaskView.Time(TaskIdSource.MillisecondsOf(id)),
            StartedAt = TaskView.Time((long?)started),
            DoneAt = TaskView.Time((long?)ended),
            Warnings = (int)Value(Row.Warned),
            StageCount = sizes.Length,
            StagesDone = (int)Value(Row.Stage),
            Stages = stages,
            Counts = new TaskCounts
            {
                // Those of the present stage that are not final count as pending here; reading the tasks tells which of them run.
                Pending = Value(Row.Left),
                Created = Value(Row.Total) - final - Value(Row.Left),
                Passed = Value(Row.P), Failed = Value(Row.F), Errored = Value(Row.E),
                TimedOut = Value(Row.T), Terminated = Value(Row.X), Skipped = Value(Row.S),
            },
        };
    }

    private static long[] Numbers(string id, string row)
    {
        string[] parts = row.Split('|');
        var numbers = new long[Enum.GetValues<Row>().Length];
        if (parts.Length != numbers.Length + 1 || parts[0] != "1")
        {
            throw Unreadable(id);
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            if (!long.TryParse(parts[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                throw Unreadable(id);
            }
        }

        return numbers;
    }

    /// <summary>1|stages|tasks|queues|five digits a stage, and the title.</summary>
    private static (string Title, int[] Sizes) Head(string id, string head, int stages)
    {
        string[] parts = head.Split('|', 5);
        if (parts.Length != 5 || stages is < 1 or > Limits.Stages || parts[4].Length < stages * 5)
        {
            throw Unreadable(id);
        }

        var sizes = new int[stages];
        for (int i = 0; i < stages; i++)
        {
            if (!int.TryParse(parts[4].AsSpan(i * 5, 5), NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]))
            {
                throw Unreadable(id);
            }
        }

        return (parts[4][(stages * 5)..], sizes);
    }

    private static StageInfo Over(int index, int size, string row)
    {
        string[] parts = row.Split('|');
        long[] stamps = [.. parts.Skip(1).Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long ms) ? ms : 0)];
        return new StageInfo
        {
            Index = index,
            TaskCount = size,
            State = parts[0] switch { "f" => StageState.Failed, "s" => StageState.Skipped, _ => StageState.Passed },
            CreatedAt = stamps.Length > 0 ? TaskView.Time((long?)stamps[0]) : null,
            StartedAt = stamps.Length > 1 ? TaskView.Time((long?)stamps[1]) : null,
            DoneAt = stamps.Length > 2 ? TaskView.Time((long?)stamps[2]) : null,
        };
    }

    private static StoreException Unreadable(string id) => new(ErrorCodes.FormatMismatch,
        $"The stored record of workflow '{id}' cannot be read. It was damaged, or written by a newer release of Taskue: upgrade this side.");
}
