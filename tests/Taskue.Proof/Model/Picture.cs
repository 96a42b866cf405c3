using System.Globalization;
using System.Text;
using Taskue.TestSupport;

namespace Taskue.Proof.Model;

/// <summary>
/// What every key must hold, written from the model and from docs/key-layout.md; and the same lines read from the raw keys. Free texts
/// (arguments, results, errors, what a runner says of itself) are left out.
/// </summary>
internal static class Picture
{
    public static readonly IReadOnlyDictionary<char, string> Finals = Layout.Finals;

    /// <summary>Where the two differ, a line each; empty is good.</summary>
    public static List<string> Differences(Dictionary<string, string> should, Dictionary<string, string> stands)
    {
        var found = new List<string>();
        foreach ((string key, string value) in should)
        {
            string? there = stands.GetValueOrDefault(key);
            if (there != value)
            {
                found.Add($"{key} should be '{value}' and {(there is null ? "is not there" : $"is '{there}'")}");
            }
        }

        if (found.Count > 0 || stands.Count != should.Count)
        {
            found.AddRange(stands.Where(one => !should.ContainsKey(one.Key)).Select(one => $"{one.Key} should not be there and is '{one.Value}'"));
        }

        return found;
    }

    public static Dictionary<string, string> Of(Raw raw)
    {
        var lines = new Dictionary<string, string>(256, StringComparer.Ordinal);
        void Each(string key, Func<string, string> read)
        {
            foreach ((string field, string value) in raw.Hash(key))
            {
                lines[key + " " + field] = read(value);
            }
        }

        void Whole(string key, IEnumerable<string> values)
        {
            string text = string.Join(' ', values);
            if (text.Length > 0)
            {
                lines[key] = text;
            }
        }

        Whole("meta", raw.Hash("meta").Select(one => one.Key + "=" + one.Value).Order(StringComparer.Ordinal));
        Whole("names", raw.Queues);
        Each("tasks", spec => Before(spec, ';'));
        Each("active", entry => entry);
        Each("done", record => First(record, 10));
        Each("tries", TriesOf);
        Each("flows", row => row);
        Each("stages", row => row);
        Each("waiters", clients => clients);
        Each("live", row => row);
        Each("runners", row => Before(row, '|', from: row.IndexOf(';')));
        Each("dying", row => row);
        Each("holders", incarnation => incarnation);
        Each("log", LogOf);
        Each("staging", row => $"{row.Split('|')[0]}|{row.Split('|')[^1]}"); // the hash is free
        Each("dropping", row => row);
        Whole("blobs", raw.Hash("blobs").Keys.Order(StringComparer.Ordinal));
        foreach (string key in Layout.SortedSets)
        {
            Dictionary<string, double> set = raw.Sorted(key);
            if (set.Count > 0)
            {
                Whole(key, set.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Value == 0 ? one.Key : $"{one.Key}@{one.Value.ToString("F0", CultureInfo.InvariantCulture)}"));
            }
        }

        foreach (string queue in raw.Queues)
        {
            Whole("q0:" + queue, raw.List("q0:" + queue));
            Whole("parked:" + queue, raw.Set("parked:" + queue).Order(StringComparer.Ordinal));
            Each("held:" + queue, record => record);
        }

        return lines;
    }

    public static Dictionary<string, string> Of(State state)
    {
        var lines = new Dictionary<string, string>(256, StringComparer.Ordinal);
        var sets = new Sets();
        void Whole(string key, string text)
        {
            if (text.Length > 0)
            {
                lines[key] = text;
            }
        }

        Whole("meta", Meta(state));
        Whole("names", string.Join(' ', state.QueueNames));
        foreach (TaskRow task in state.Tasks.Values)
        {
            Add(lines, sets, task);
        }

        foreach ((string queue, var ids) in state.Queues)
        {
            Whole("q0:" + queue, string.Join(' ', ids.Select(id => EntryOf(state.Tasks[id]))));
        }

        foreach ((string queue, var parked) in state.Parked)
        {
            Whole("parked:" + queue, string.Join(' ', parked));
        }

        foreach (FlowRow flow in state.Flows.Values)
        {
            Add(lines, sets, flow);
        }

        foreach (StagedFlow flow in state.Staged.Values)
        {
            lines["staging " + flow.Id] = string.Create(CultureInfo.InvariantCulture, $"{flow.At}|{flow.Count}");
        }

        foreach (LeavingFlow flow in state.Leaving.Values)
        {
            lines["dropping " + flow.Id] = string.Create(CultureInfo.InvariantCulture, $"{flow.Stage}|{flow.Row}");
            AddStages(lines, flow.Id, flow.Over, from: flow.Stage);
        }

        foreach ((string id, long since) in state.Advancing)
        {
            sets.Add("advancing", id, since);
        }

        foreach (RunnerEntry runner in state.Runners.Values)
        {
            Add(lines, sets, runner);
        }

        foreach ((string name, string incarnation) in state.Holders)
        {
            lines["holders " + name] = incarnation;
        }

        foreach ((string id, var clients) in state.Waiters)
        {
            lines["waiters " + id] = string.Join(',', clients);
        }

        sets.WriteTo(lines);
        return lines;
    }

    private static string Meta(State state)
    {
        var fields = new List<string>();
        void Field(string name, long? value)
        {
            if (value is { } number)
            {
                fields.Add(string.Create(CultureInfo.InvariantCulture, $"{name}={number}"));
            }
        }

        Field("format", state.Epoch is null ? null : 1);
        Field("partitions", state.Epoch is null ? null : 1);
        Field("epoch", state.Epoch);
        Field("beat", state.Beat == 0 ? null : state.Beat);
        Field("grace", state.Graced is null ? null : state.Grace);
        Field("graced", state.Graced);
        Field("gaps", state.Graced is null ? null : state.Gaps);
        if (state.Leaving.Count > 0)
        {
            TaskRow[] leaving = [.. state.Tasks.Values.Where(task => task.Flow is { } flow && state.Leaving.ContainsKey(flow))];
            fields.Add("leaving=" + string.Join('|', "pfetxs".Select(letter => leaving.Count(task => task.Place == Place.Done && task.End == letter))
                .Append(leaving.Count(task => task.Place == Place.Created))));
        }

        Field("refused", state.Refused == 0 ? null : state.Refused);
        foreach ((string queue, string taker) in state.Takers)
        {
            fields.Add($"taker:{queue}={taker}");
        }

        foreach ((char letter, long keep) in state.Keep)
        {
            Field($"keep:{letter}", keep);
        }

        if (state.KeepWasSet)
        {
            fields.Add("dropped=" + string.Concat("pfetxsl".Where(state.Drops)));
        }

        return string.Join(' ', fields.Order(StringComparer.Ordinal));
    }

    private static void Add(Dictionary<string, string> lines, Sets sets, TaskRow task)
    {
        string head = string.Create(CultureInfo.InvariantCulture,
            $"{task.Kind.Queue}|{task.Kind.Retries}|{task.Kind.Flags}|{task.Flow}|{(task.Flow is null ? "" : task.Stage)}");
        lines["tasks " + task.Id] = task.Dropped ? $"{task.Stored}|0" : string.Create(CultureInfo.InvariantCulture, $"{task.Stored}|1|{task.Kind.Timeout}|{head}");
        sets.Add("index", task.Id, 0);
        switch (task.Place)
        {
            case Place.Created:
                sets.Add("created", task.Id, 0);
                break;
            case Place.Running:
                lines["active " + task.Id] = $"{task.Holder}|{Turn.CourseOf(task)}|{head}";
                break;
            case Place.Held:
                lines[$"held:{task.Kind.Queue} {task.Id}"] = string.Create(CultureInfo.InvariantCulture,
                    $"{task.HeldSince}|{task.Starts}|{task.Attempts}|{task.Deaths}|{task.Queued}|{task.Kind.Spec.Method}");
                break;
            case Place.Done:
                lines["done " + task.Id] = string.Create(CultureInfo.InvariantCulture, $"1|{task.End}|{task.Reason}|{task.Ended}|{task.Course}");
                sets.Add((task.Flow is null ? "end:" : "kept:") + Finals[task.End], task.Id, task.Ended);
                break;
            default:
                break;
        }

        if (task.Kind.Large && !task.Dropped)
        {
            sets.Add("blobs", "a|" + task.Id, 0);
            if (task.LargeResult && task.Place == Place.Done)
            {
                sets.Add("blobs", "r|" + task.Id, 0);
            }
        }

        if (task.Tries.Count > 0)
        {
            lines["tries " + task.Id] = string.Join(' ', task.Tries.Select(one => string.Create(CultureInfo.InvariantCulture,
                $"{one.Starts}|{one.Attempts}|{one.Deaths}|{one.Outcome}|{one.Started}|{one.Ended}")));
        }

        if (task.Log.Count > 0)
        {
            sets.Add("log:kept", task.Id, task.LogLast);
            lines["log " + task.Id] = string.Create(CultureInfo.InvariantCulture, $"1|{task.LogLast} ") + string.Join(' ', task.Log.Select(one =>
                string.Create(CultureInfo.InvariantCulture, $"{one.Starts}|{one.Appends}|{one.Lines}|{one.Appends + 1}")));
        }
    }

    private static string EntryOf(TaskRow task) => task.Queued is null ? task.Id
        : string.Create(CultureInfo.InvariantCulture, $"{task.Id}|{task.Starts}|{task.Attempts}|{task.Deaths}|{task.Queued}");

    private static void Add(Dictionary<string, string> lines, Sets sets, FlowRow flow)
    {
        int Ends(char letter) => flow.Ends.GetValueOrDefault(letter);
        lines["flows " + flow.Id] = string.Create(CultureInfo.InvariantCulture,
            $"1|{flow.Shape.Length}|{flow.Shape.Sum(stage => stage.Length)}|{flow.Stage}|{(flow.Moved ? 1 : 0)}|{flow.Left}|{flow.Failed}|{flow.Warned}|{flow.StageFailed}|{flow.StageSkipped}")
            + string.Create(CultureInfo.InvariantCulture, $"|{flow.StageReady}|{flow.StageStarted}|{flow.Started}|{flow.Ended}")
            + string.Create(CultureInfo.InvariantCulture, $"|{Ends('p')}|{Ends('f')}|{Ends('e')}|{Ends('t')}|{Ends('x')}|{Ends('s')}");
        AddStages(lines, flow.Id, flow.Over, from: 0);

        sets.Add("flow:index", flow.Id, 0);
        sets.Add(flow.Ended == 0 ? flow.Started > 0 ? "flow:running" : "flow:pending" : flow.Failed > 0 ? "flow:failed" : "flow:passed", flow.Id, flow.Ended);
    }

    private static void AddStages(Dictionary<string, string> lines, string flow, IReadOnlyList<(char State, long Ready, long Started, long Ended)> over, int from)
    {
        for (int i = from; i < over.Count; i++)
        {
            (char state, long ready, long started, long ended) = over[i];
            lines[string.Create(CultureInfo.InvariantCulture, $"stages {flow}|{i}")] = string.Create(CultureInfo.InvariantCulture, $"{state}|{ready}|{started}|{ended}");
        }
    }

    private static void Add(Dictionary<string, string> lines, Sets sets, RunnerEntry runner)
    {
        if (runner.Lives)
        {
            lines["live " + runner.Incarnation] = string.Create(CultureInfo.InvariantCulture,
                $"{runner.Number}|{runner.Holding}|{(runner.Parked ? 1 : 0)}|{(runner.Stopping ? "s" : "")}|{runner.Command}|{string.Join(',', runner.Handed)}");
            sets.Add("beats", runner.Incarnation, runner.Expires);
        }

        lines["runners " + runner.Incarnation] = string.Create(CultureInfo.InvariantCulture,
            $"{runner.Registered}|{runner.Ended}|{runner.Rescheduled}|{runner.Terminated};{runner.Since}");
        if (runner.Gone is { } gone)
        {
            sets.Add("gone", runner.Incarnation, gone);
        }

        if (runner.Dying is { } dying)
        {
            lines["dying " + runner.Incarnation] = string.Create(CultureInfo.InvariantCulture, $"{dying.Kind}|0|{dying.Rescheduled}|{dying.Terminated}|0");
        }
    }

    /// <summary>Of each start that did not end its task: starts, attempts, deaths, outcome, started, ended.</summary>
    private static string TriesOf(string text)
    {
        var read = new StringBuilder();
        for (int at = 0; at < text.Length;)
        {
            int colon = text.IndexOf(':', at), length = int.Parse(text.AsSpan(at, colon - at), CultureInfo.InvariantCulture);
            read.Append(at > 0 ? " " : "").Append(First(text.Substring(colon + 1, length), 6));
            at = colon + 1 + length;
        }

        return read.ToString();
    }

    /// <summary>The last append; of each attempt: starts, the last append's number, lines that are kept, the number of the next line.</summary>
    private static string LogOf(string row)
    {
        string[] parts = row.Split(';', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', parts.Select((part, i) => i == 0 ? part : part.Split('|') is [var starts, var seq, _, _, _, _, _, var lines, _, var number, ..]
            ? $"{starts}|{seq}|{lines}|{number}" : part));
    }

    private static string Before(string text, char mark, int from = 0)
    {
        int at = text.IndexOf(mark, Math.Max(from, 0));
        return at < 0 ? text : text[..at];
    }

    private static string First(string text, int fields)
    {
        int at = -1;
        for (int i = 0; i < fields && (at + 1 <= text.Length); i++)
        {
            at = text.IndexOf('|', at + 1);
            if (at < 0)
            {
                return text;
            }
        }

        return text[..at];
    }

    /// <summary>Sorted sets, and the names of fields, as one line each.</summary>
    private sealed class Sets
    {
        private readonly Dictionary<string, List<(string Member, long Score)>> all = new(StringComparer.Ordinal);

        public void Add(string key, string member, long score)
        {
            if (!all.TryGetValue(key, out var list))
            {
                all[key] = list = [];
            }

            list.Add((member, score));
        }

        public void WriteTo(Dictionary<string, string> lines)
        {
            foreach ((string key, List<(string Member, long Score)> list) in all)
            {
                list.Sort((one, other) => string.CompareOrdinal(one.Member, other.Member));
                lines[key] = string.Join(' ', list.Select(one => one.Score == 0 ? one.Member : string.Create(CultureInfo.InvariantCulture, $"{one.Member}@{one.Score}")));
            }
        }
    }
}
