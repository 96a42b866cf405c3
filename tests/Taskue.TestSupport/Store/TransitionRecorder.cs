using System.Text.RegularExpressions;

namespace Taskue.TestSupport;

/// <summary>Which transitions were walked, read from the raw keys before and after each call, and held against <c>docs/state-machine.md</c>.</summary>
internal sealed partial class TransitionRecorder
{
    public const string None = "[*]";

    private static readonly Lazy<IReadOnlySet<string>> DrawnOnce = new(ReadDrawn);

    private Dictionary<string, (string Kind, string State, long Starts)> before = new(StringComparer.Ordinal);

    /// <summary>Every transition that is drawn, as <c>task: pending --> running</c>.</summary>
    public static IReadOnlySet<string> Drawn => DrawnOnce.Value;

    public HashSet<string> Walked { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes the present state; gives what was walked and is not drawn.</summary>
    public List<string> Step(Raw raw, bool forget = false)
    {
        var present = StatesOf(raw);
        before = forget ? present : before;
        var undrawn = new List<string>();
        foreach (string key in before.Keys.Union(present.Keys))
        {
            var old = before.GetValueOrDefault(key, ("", None, 0));
            var now = present.GetValueOrDefault(key, ("", None, 0));
            string kind = now.Item1.Length > 0 ? now.Item1 : old.Item1;
            foreach (string transition in Path(kind, old.Item2, now.Item2, now.Item3 > old.Item3))
            {
                if (Walked.Add(transition) && !Drawn.Contains(transition))
                {
                    undrawn.Add($"{transition} ({key})");
                }
            }
        }

        before = present;
        return undrawn;
    }

    /// <summary>One call may take a thing two steps: out of one runner's hands and into the next one's, or out of a later stage and into a runner's.</summary>
    private static IEnumerable<string> Path(string kind, string from, string to, bool startsRose)
    {
        if (kind == "task" && to == "running" && (from == "created" || (from == "running" && startsRose)))
        {
            return [$"task: {from} --> pending", "task: pending --> running"];
        }

        return from == to ? [] : [$"{kind}: {from} --> {to}"];
    }

    private static Dictionary<string, (string Kind, string State, long Starts)> StatesOf(Raw raw)
    {
        var states = new Dictionary<string, (string, string, long)>(StringComparer.Ordinal);
        Dictionary<string, List<string>> places = Invariants.Places(raw);
        Dictionary<string, string> dropping = raw.Hash("dropping");
        foreach ((string id, string spec) in raw.Hash("tasks"))
        {
            if (dropping.Count > 0 && spec.Split('|') is { Length: > 6 } head && dropping.ContainsKey(head[6]))
            {
                continue; // its workflow is gone for every reader, and so is it
            }

            string place = places.GetValueOrDefault(id)?[0] ?? "";
            if (raw.Hash("done").TryGetValue(id, out string? record))
            {
                string[] parts = record.Split('|');
                states[id] = ("task", Layout.Finals[parts[1][0]], long.Parse(parts[4]));
            }
            else if (place == "active")
            {
                states[id] = ("task", "running", long.Parse(raw.Hash("active")[id].Split('|')[1]));
            }
            else if (place.Length > 0)
            {
                states[id] = ("task", place == "created" ? "created" : "pending", 0);
            }
        }

        foreach ((string id, string text) in raw.Hash("flows"))
        {
            Invariants.FlowRow row = Invariants.FlowRow.Read(text);
            states[id] = ("workflow", row.Ended > 0 ? row.Failed > 0 ? "failed" : "passed" : row.Started > 0 ? "running" : "pending", 0);
            for (int stage = 0; stage < row.Stages; stage++)
            {
                string state = raw.Hash("stages").TryGetValue($"{id}|{stage}", out string? over) ? Layout.Finals[over[0]]
                    : stage == row.Stage && row.StageStarted > 0 ? "running" : "pending";
                states[$"{id}|{stage}"] = ("stage", state, 0);
            }
        }

        foreach ((string one, string text) in raw.Hash("runners"))
        {
            string[] live = raw.Hash("live").GetValueOrDefault(one, "").Split('|');
            string state = text[0] switch
            {
                's' => "stopped",
                'd' => "dead",
                _ => live.Length < 6 ? "dead" : live[3] == "s" ? "stopping" : live[1] == "0" ? "idle" : "busy",
            };
            states[one] = ("runner", state, 0);
        }

        return states;
    }

    private static HashSet<string> ReadDrawn()
    {
        var drawn = new HashSet<string>(StringComparer.Ordinal);
        string kind = "";
        foreach (string line in File.ReadLines(Repository.PathOf("docs", "state-machine.md")))
        {
            Match heading = Heading().Match(line), arrow = Arrow().Match(line);
            kind = heading.Success ? heading.Groups["kind"].Value.ToLowerInvariant() : kind;
            if (arrow.Success)
            {
                drawn.Add($"{kind}: {arrow.Groups["from"].Value} --> {arrow.Groups["to"].Value}");
            }
        }

        return drawn;
    }

    [GeneratedRegex(@"^## (?<kind>Task|Stage|Workflow|Runner)s?\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s*(?<from>\S+) --> (?<to>\S+?)(\s*:.*)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Arrow();
}
