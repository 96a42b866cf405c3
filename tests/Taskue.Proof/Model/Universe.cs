using System.Globalization;
using System.Text;

namespace Taskue.Proof.Model;

/// <summary>What a task is made of, as far as the store decides by it.</summary>
internal sealed record Kind(
    string Queue, int Retries = 0, bool MayFail = false, bool Reschedules = true, string Timeout = "", bool Large = false, RunWhen When = RunWhen.OnSuccess)
{
    private static readonly byte[] LargeArguments = Encoding.UTF8.GetBytes("[\"" + new string('x', 1100) + "\"]");

    private TaskSpec? spec;

    public int Flags => (MayFail ? 1 : 0) | (Reschedules ? 0 : 2) | (Large ? 4 : 0);

    /// <summary>What of its arguments is stored apart from its record, in bytes.</summary>
    public int Payload => Large ? LargeArguments.Length : 0;

    public TaskSpec Spec => spec ??= new TaskSpec(new StoredCall("Proof|Work|Do()", Large ? LargeArguments : "[]"u8.ToArray()))
    {
        Tag = Queue == Names.DefaultQueue ? null : Queue, Retries = Retries, AllowFailure = MayFail, AllowRescheduling = Reschedules, When = When,
        Timeout = Timeout switch { "" => null, "-1" => System.Threading.Timeout.InfiniteTimeSpan, var ms => TimeSpan.FromMilliseconds(int.Parse(ms, CultureInfo.InvariantCulture)) },
    };
}

/// <summary>The few ids, queues, runners and kinds of work of all histories: few, so that everything collides often.</summary>
internal static class Universe
{
    public const string D = Names.DefaultQueue;

    /// <summary>What an attempt may take where its task does not say.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan Period = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan PastDeadline = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan HeldFor = TimeSpan.FromDays(1);
    public const int MaxDeaths = 3;
    public const int Singles = 14;
    public const int Flows = 3;
    private const int TasksOfFlow = 5;

    public static readonly string[] Queues = [D, "a", "b"];
    public static readonly string[] Clients = ["client-1", "client-2"];

    public static readonly (string Name, string[] Queues)[] Runners = [("anne", [D]), ("bob", [D, "a"]), ("cleo", ["b", "a"])];

    public static readonly Kind[] Kinds =
    [
        new(D), new(D, Retries: 2), new(D, Reschedules: false), new(D, Retries: 1, Timeout: "5000"), new("a"),
        new("a", Retries: 1, Large: true), new(D, Timeout: "-1"), new("b"),
    ];

    /// <summary>Workflows: stages of tasks. The first ones each have a point of their own; the others mix everything that a task of a stage may be.</summary>
    public static readonly Kind[][][] Shapes = [.. Pointed(), .. Mixed(16)];

    private static Kind[][][] Pointed() =>
    [
        [[new(D)], [new(D)]],
        [[new(D), new("a", MayFail: true)], [new(D, When: RunWhen.OnFailure), new(D)], [new("a", When: RunWhen.Always)]],
        [[new(D, When: RunWhen.OnFailure)], [new(D, Retries: 1)]],
        [[new(D, MayFail: true), new(D, Retries: 1)], [new("b")], [new(D, When: RunWhen.OnFailure)]],
        [[new(D, When: RunWhen.OnFailure)], [new("a", When: RunWhen.OnFailure)]],
        [[new("a"), new("a", Reschedules: false)], [new(D, When: RunWhen.OnFailure), new("b", Large: true)]],
        [[new(D)], [new(D)], [new(D, When: RunWhen.OnFailure)], [new("a", When: RunWhen.Always), new(D, MayFail: true)]],
        [[new(D), new(D), new(D, MayFail: true)], [new(D, When: RunWhen.Always)]],
        [[new(D)], [new(D, When: RunWhen.OnFailure), new(D, Retries: 2), new(D, Retries: 1, MayFail: true)], [new(D)]],
    ];

    /// <summary>Shapes with stages of any mixture, always the same ones.</summary>
    private static IEnumerable<Kind[][]> Mixed(int count)
    {
        var dice = new Random(1);
        T Of<T>(params T[] some) => some[dice.Next(some.Length)];
        Kind Any() => new(Of(D, D, "a", "b"), Of(0, 0, 1, 2), MayFail: Of(false, false, true), Reschedules: Of(true, true, false),
            Timeout: Of("", "", "5000", "-1"), Large: Of(false, false, true),
            When: Of(RunWhen.OnSuccess, RunWhen.OnSuccess, RunWhen.OnFailure, RunWhen.Always));
        for (int i = 0; i < count; i++)
        {
            var shape = new List<Kind[]>();
            for (int left = TasksOfFlow; left > 0 && shape.Count < 3; left -= shape[^1].Length)
            {
                shape.Add([.. Enumerable.Range(0, Math.Min(left, 1 + dice.Next(3))).Select(_ => Any())]);
            }

            yield return [.. shape];
        }
    }

    public static string Task(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:D22}");

    /// <summary>The id of a workflow. That of the last one is a single task's, and a task's of the first workflow, too.</summary>
    public static string Flow(int number) => number == Flows - 1 ? TaskOf(0, 1) : string.Create(CultureInfo.InvariantCulture, $"{number:D21}f");

    /// <summary>The id of a workflow's task. Those of the first workflow are ids of single tasks, too.</summary>
    public static string TaskOf(int flow, int place) => Task(Singles - 2 + (flow * TasksOfFlow) + place);

    public static string[][] TasksOf(int flow, Kind[][] shape)
    {
        int place = 0;
        return [.. shape.Select(stage => stage.Select(_ => TaskOf(flow, place++)).ToArray())];
    }

    /// <summary>The stages that come in each part: whole ones, of so many tasks at most, but always one.</summary>
    public static List<int[]> PartsOf(Kind[][] shape, int most)
    {
        var parts = new List<List<int>> { new() };
        for (int stage = 0; stage < shape.Length; stage++)
        {
            if (parts[^1].Count > 0 && parts[^1].Append(stage).Sum(one => shape[one].Length) > most)
            {
                parts.Add([]);
            }

            parts[^1].Add(stage);
        }

        return [.. parts.Select(part => part.ToArray())];
    }

    public static string[] QueuesOf(Kind[][] shape) => [.. shape.SelectMany(stage => stage).Select(kind => kind.Queue).Distinct(StringComparer.Ordinal)];
}
