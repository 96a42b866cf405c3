using System.Globalization;
using Taskue.ProcessHost;
using Taskue.Proof.Processes;
using Taskue.TestSupport;

namespace Taskue.Proof.Tests.Processes;

/// <summary>A small round, written by hand: what producers and bodies recorded, and the raw keys, all sound. Each test breaks one thing of it.</summary>
internal sealed class Story
{
    public const string Quick = "00000000000000000000q0", Flaky = "00000000000000000000f0", Once = "000000000000000000000a",
        Flow = "00000000000000000000w0", Build = "00000000000000000000b0", Deploy = "00000000000000000000d0", Undo = "00000000000000000000v0";

    private const long Begin = 1_000_000;

    public Story()
    {
        // One that passes at once, and writes two lines.
        Send(Quick, new Job { Kind = "quick", Lines = 2 });
        Start(Quick, 1, 10, Begin, "r0", "done");
        End(Quick, 'p', "", Begin + 9, 1, Begin - 1, 0, 0, "r0", "\"1 10\"", "");
        Log(Quick, 1, Begin, Job.Line(1, 2), Job.Line(2, 2));
        History.Add(new HistoryLine(Deed.Awaited, Quick));
        History.Add(new HistoryLine(Deed.Answered, Quick) { State = "Passed", Text = "\"1 10\"" });

        // One that fails once, loses its runner once, and passes.
        Send(Flaky, new Job { Kind = "flaky", Failures = 1, Retries = 2 });
        Start(Flaky, 1, 10, Begin, "r0", "failed");
        Start(Flaky, 2, 11, Begin + 20, "r1", null);
        Start(Flaky, 3, 10, Begin + 60, "r0", "done");
        Tries(Flaky, Try(1, 1, 0, "failed", Begin - 1, Begin + 10, "r0", "1 10"), Try(2, 1, 1, "runner_died", Begin + 19, Begin + 50, "r1", ""));
        End(Flaky, 'p', "", Begin + 69, 3, Begin + 59, 1, 1, "r0", "\"3 10\"", "");

        // One that may not start again, and whose runner died.
        Send(Once, new Job { Kind = "once", Once = true });
        Start(Once, 1, 11, Begin, "r1", null);
        End(Once, 'x', "runner_died", Begin + 50, 1, Begin - 1, 0, 0, "r1", "", "Its runner died.");

        // A workflow: a stage, one behind it, and one for failures that is skipped.
        History.Add(new HistoryLine(Deed.Sent, Flow) { Stages = [[new PlannedTask(Build, new Job { Kind = "quick" })],
            [new PlannedTask(Deploy, new Job { Kind = "quick" }), new PlannedTask(Undo, new Job { Kind = "quick", When = RunWhen.OnFailure })]] });
        History.Add(new HistoryLine(Deed.Acknowledged, Flow) { Calls = 1 });
        Start(Build, 1, 10, Begin + 100, "r0", "done");
        Start(Deploy, 1, 10, Begin + 200, "r0", "done");
        End(Build, 'p', "", Begin + 110, 1, Begin + 99, 0, 0, "r0", "\"1 10\"", "", kept: true);
        End(Deploy, 'p', "", Begin + 210, 1, Begin + 199, 0, 0, "r0", "\"1 10\"", "", kept: true);
        End(Undo, 's', "", Begin + 110, 0, 0, 0, 0, "", "", "", kept: true);
        Hash("plan")[Flow] = "proof";
        Hash("plan")[$"{Flow}|0|0"] = Build + "0000";
        Hash("plan")[$"{Flow}|1|0"] = Deploy + "0000" + Undo + "1000";
        Hash("flows")[Flow] = string.Join('|', 1, 2, 3, 2, 0, 0, 0, 0, 0, 0, Begin + 110, 0, Begin + 99, Begin + 210, 2, 0, 0, 0, 0, 1);
        Hash("stages")[$"{Flow}|0"] = $"p|{Begin + 90}|{Begin + 99}|{Begin + 110}";
        Hash("stages")[$"{Flow}|1"] = $"p|{Begin + 110}|{Begin + 199}|{Begin + 210}";
        Sorted("flow:index")[Flow] = 0;
        Sorted("flow:passed")[Flow] = Begin + 210;
    }

    public List<HistoryLine> History { get; } = [];

    public List<BodyRecord> Bodies { get; } = [];

    public Raw Raw { get; } = new();

    public HashSet<int> Killed { get; } = [];

    public bool LogsMayBeCut { get; set; }

    public IReadOnlyList<string> Violations() => Rules.Violations(Evidence.Of(History, Bodies, Raw, Killed, LogsMayBeCut));

    public Dictionary<string, string> Hash(string key)
    {
        Dictionary<string, string> hash = Raw.Hash(key);
        Raw.Put(key, hash);
        return hash;
    }

    public Dictionary<string, double> Sorted(string key)
    {
        Dictionary<string, double> set = Raw.Sorted(key);
        Raw.Put(key, set);
        return set;
    }

    public void Send(string id, Job job)
    {
        History.Add(new HistoryLine(Deed.Sent, id) { Job = job });
        History.Add(new HistoryLine(Deed.Acknowledged, id) { Calls = 1 });
    }

    /// <summary>A body that begins, and that ends ten milliseconds later, or not at all.</summary>
    public void Start(string id, long starts, int process, long at, string runner, string? ending)
    {
        Bodies.Add(new BodyRecord(id, starts, process, runner, at, "start"));
        if (ending is not null)
        {
            Bodies.Add(new BodyRecord(id, starts, process, runner, at + 8, ending));
        }
    }

    public void End(
        string id, char letter, string reason, long ended, long starts, long started, long attempts, long deaths, string runner, string result, string message, bool kept = false)
    {
        long queued = Math.Min(started, ended);
        Hash("tasks")[id] = "record";
        Sorted("index")[id] = 0;
        Hash("done")[id] = string.Create(CultureInfo.InvariantCulture,
            $"1|{letter}|{reason}|{ended}|{starts}|{started}||{attempts}|{deaths}|{queued}|{runner}|{result.Length},0,{message.Length},0|{result}{message}");
        Sorted((kept ? "kept:" : "end:") + Layout.Finals[letter])[id] = ended;
    }

    public static string Try(long starts, long attempts, long deaths, string outcome, long started, long ended, string runner, string message)
    {
        string record = string.Create(CultureInfo.InvariantCulture, $"{starts}|{attempts}|{deaths}|{outcome}|{started}|{ended}|{runner}|0,0,{message.Length},0|{message}");
        return string.Create(CultureInfo.InvariantCulture, $"{record.Length}:{record}");
    }

    public void Tries(string id, params IEnumerable<string> tries) => Hash("tries")[id] = string.Concat(tries);

    public void Log(string id, long starts, long at, params IReadOnlyList<string> lines) => LogOf(id, starts, at, lines.Count, lines);

    /// <summary>A log of which some lines are told and not kept.</summary>
    public void LogOf(string id, long starts, long at, int written, IReadOnlyList<string> lines)
    {
        string text = string.Concat(lines.Select(line => $"{at}|21{line.Length}:{line}"));
        Hash("log")[id] = $"1|{at};{starts}|1|0|0|1|{text.Length}|0|{lines.Count}|0|{written + 1}|{text.Length}|{at};";
        Hash("logs")[$"{id}|{starts}|0"] = $"1|0|{lines.Count}|{text.Length}|{at}|{at}|2;{text}";
        Sorted("log:kept")[id] = at;
    }
}
