using Taskue.ProcessHost;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>A task that a producer sent, with all that is known of it.</summary>
internal sealed record TaskCase(string Id, Job Job)
{
    public string? Flow { get; init; }

    public int Stage { get; init; }

    /// <summary>Of a single task, the call that enqueued it, with others or alone.</summary>
    public string? Call { get; init; }

    /// <summary>Whether its enqueue was answered; one that was not may be stored or not.</summary>
    public bool Acknowledged { get; init; }

    public bool Stored { get; init; }

    public StoredEnd? End { get; init; }

    public IReadOnlyList<StoredTry> Tries { get; init; } = [];

    /// <summary>What its bodies recorded, in any order.</summary>
    public IReadOnlyList<BodyRecord> Bodies { get; init; } = [];

    /// <summary>A shell command does not record.</summary>
    public bool Records => Job.Kind != Job.Shell;

    public IEnumerable<BodyRecord> Begun => Bodies.Where(body => body.What == "start");

    public override string ToString() => Flow is null ? $"{Id} ({Job.Kind})" : $"{Id} ({Job.Kind}, stage {Stage} of {Flow})";
}

/// <summary>A workflow that a producer sent.</summary>
internal sealed record FlowCase(string Id, bool Acknowledged, IReadOnlyList<IReadOnlyList<TaskCase>> Stages);

/// <summary>A wait of a producer, and what it was answered; null where it was not.</summary>
/// <param name="Killed">Whether its producer was killed, and may have been given no answer.</param>
internal sealed record WaitCase(string Id, string? State, string? Text, bool Killed);

/// <summary>A call whose producer was killed before it had the answer.</summary>
/// <param name="Stored">Whether what it sent is stored.</param>
/// <param name="Repeated">Whether the next process repeated it, and was answered.</param>
internal sealed record CutCall(bool Stored, bool Repeated);

/// <summary>What a round left behind: what producers and bodies wrote down, and the raw keys. The rules are functions of it.</summary>
internal sealed record Evidence
{
    public required Raw Raw { get; init; }

    public required IReadOnlyDictionary<string, TaskCase> Tasks { get; init; }

    public required IReadOnlyDictionary<string, FlowCase> Flows { get; init; }

    public required IReadOnlyList<WaitCase> Waits { get; init; }

    /// <summary>Errors of enqueues that repeating does not cure.</summary>
    public required IReadOnlyList<string> Refusals { get; init; }

    /// <summary>Whether the server was full for a time: lines of logs may be lost then, and it must be told how many.</summary>
    public required bool LogsMayBeCut { get; init; }

    /// <summary>How many calls were repeated because their answer was lost.</summary>
    public required int Repeated { get; init; }

    /// <summary>The calls that killed producers were given no answer to.</summary>
    public required IReadOnlyList<CutCall> Cut { get; init; }

    public static Evidence Of(IReadOnlyList<HistoryLine> history, IReadOnlyList<BodyRecord> bodies, Raw raw, IReadOnlySet<int> killed, bool logsMayBeCut)
    {
        HashSet<string> acknowledged = [.. history.Where(line => line.Deed == Deed.Acknowledged).Select(line => line.Id)];
        ILookup<string, BodyRecord> recorded = bodies.ToLookup(body => body.TaskId, StringComparer.Ordinal);
        var tasks = new Dictionary<string, TaskCase>(StringComparer.Ordinal);
        var flows = new Dictionary<string, FlowCase>(StringComparer.Ordinal);
        foreach (HistoryLine sent in history.Where(line => line.Deed == Deed.Sent))
        {
            bool known = acknowledged.Contains(sent.Id);
            if (sent.Stages is { } stages)
            {
                flows[sent.Id] = new FlowCase(sent.Id, known,
                    [.. stages.Select((stage, number) => (IReadOnlyList<TaskCase>)[.. stage.Select(task => Add(new TaskCase(task.Id, task.Job) { Flow = sent.Id, Stage = number, Acknowledged = known }))])]);
            }
            else
            {
                Add(new TaskCase(sent.Id, sent.Job!) { Acknowledged = known, Call = sent.Call });
            }
        }

        Dictionary<string, HistoryLine> answers = history.Where(line => line.Deed == Deed.Answered).ToDictionary(line => line.Id, StringComparer.Ordinal);
        return new Evidence
        {
            Raw = raw,
            Tasks = tasks,
            Flows = flows,
            Waits = [.. history.Where(line => line.Deed == Deed.Awaited).Select(line => new WaitCase(line.Id, 
                answers.GetValueOrDefault(line.Id)?.State, answers.GetValueOrDefault(line.Id)?.Text, killed.Contains(line.Producer)))],
            Refusals = [.. history.Where(line => line.Deed == Deed.Refused).Select(line => $"{line.Id}: {line.Text}")],
            LogsMayBeCut = logsMayBeCut,
            Repeated = history.Where(line => line.Deed == Deed.Acknowledged).Sum(line => line.Calls - 1),
            Cut = [.. killed.SelectMany(producer => History.Unanswered(history, new HashSet<int> { producer }))
                .Select(call => new CutCall(raw.Hash(call[0].Stages is null ? "tasks" : "flows").ContainsKey(call[0].Id), acknowledged.Contains(call[0].Id)))],
        };

        TaskCase Add(TaskCase task) => tasks[task.Id] = task with
        {
            Stored = raw.Hash("tasks").ContainsKey(task.Id),
            End = raw.Hash("done").TryGetValue(task.Id, out string? end) ? StoredEnd.Read(end) : null,
            Tries = StoredTry.ReadAll(raw.Hash("tries").GetValueOrDefault(task.Id, "")),
            Bodies = [.. recorded[task.Id]],
        };
    }
}
