using CsCheck;

namespace Taskue.Proof.Model;

/// <summary>
/// Rows of steps that lead to places where single random steps hardly ever come: they need several things to go wrong in one order. Each row has holes that are
/// drawn, and stands among random steps, so that it meets any state.
/// </summary>
internal static class Plots
{
    private const int NoResults = 0b_111_111_111_111;
    private const int ThreeSlots = 3;
    private const int Adopting = 192;

    /// <summary>What the up to four tasks of a runner end in: nothing, passed, failed, timed out, handed back, held; see <see cref="Interpreter"/>.</summary>
    private static readonly int[] Ends =
        [NoResults, NoResults, 0, 0b_010_010_010_010, 0b_011_011_011_011, 0b_101_101_101_101, 0b_110_110_110_110];

    private static readonly Gen<int> Results = Gen.Int[0, Ends.Length - 1].Select(static i => Ends[i]);

    /// <summary>
    /// A reply is lost. Long after their deadline the tasks in it are given up, and other runners start them. Then the call is repeated: it must hand out
    /// what is still held by its runner, and nothing else.
    /// </summary>
    public static readonly Gen<Step[]> Overtaken = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 4095], Gen.Int[0, 255], (who, some, kinds) => (Step[])
    [
        new(Op.Enqueue, 2 + (some % 60), some, kinds), new(Op.Exchange, Losing(who), NoResults, ThreeSlots), PastDeadlines,
        GiveUp(0), GiveUp(2), Exchange((2 * who) + 2, NoResults), Exchange((2 * who) + 3, NoResults), new(Op.Repeat, Losing(who), 0, 0),
    ]);

    /// <summary>Many large payloads wait in one queue, and in narrow histories one reply has room for one of them; some have started before.</summary>
    public static readonly Gen<Step[]> Surplus = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Results.Array[6], (one, other, results) => (Step[])
        [Large(one), Large(other), .. results.Select((ends, i) => Exchange(i, ends, i % 3 == 2 ? Adopting : 0))]);

    /// <summary>The holders of tasks die one after another, and between the deaths the tasks fail, are held or are handed back.</summary>
    public static readonly Gen<Step[]> Deaths = Gen.Select(Gen.Int[0, 4095], Gen.Int[0, 255], Results.Array[4], (some, kinds, results) => (Step[])
        [new(Op.Enqueue, 2 + (some % 60), some, kinds), .. results.SelectMany((ends, i) => Life(ends, dies: i < results.Length - 1))]);

    /// <summary>A workflow goes through its stages, and its tasks end in every way.</summary>
    public static readonly Gen<Step[]> Stages = Gen.Select(
        Gen.Int[0, Universe.Flows - 1], Gen.Int[0, Universe.Shapes.Length - 1], Gen.Int[0, NoResults].Array[9],
        (flow, shape, results) => (Step[])
        [.. Starts, new(Op.Flow, flow, shape, 2), .. results.SelectMany((ends, i) => (Step[])[Exchange(i, NoResults), Exchange(i, ends)])]);

    private static IEnumerable<Step> Starts => Enumerable.Range(0, Universe.Runners.Length).Select(i => new Step(Op.Register, i, 0, 0));

    private static Step PastDeadlines => new(Op.Clock, Interpreter.SpanOf(65_001), 0, 0);

    private static Step Expiry => new(Op.Clock, Interpreter.SpanOf(10_001), 0, 0);

    /// <summary>All runners start, take what there is, end it so, take again, and die.</summary>
    private static IEnumerable<Step> Life(int ends, bool dies) =>
    [
        .. Starts,
        .. Enumerable.Range(0, 3).Select(i => Exchange(i, NoResults)),
        .. Enumerable.Range(0, 3).SelectMany(i => (Step[])[Exchange(i, ends), Exchange(i, NoResults, Adopting)]),
        .. dies ? Death : [],
    ];

    private static IEnumerable<Step> Death =>
        [.. Enumerable.Repeat(new Step(Op.Kill, Listening(0), 0, 0), 3), Expiry, Recover(0), Expiry, .. Enumerable.Range(0, 6).Select(Recover)];

    private static Step Exchange(int who, int results, int more = 0) => new(Op.Exchange, Listening(who), results, ThreeSlots + more);

    private static Step GiveUp(int from) => new(Op.GiveUp, 2, from, 0);

    private static Step Recover(int which) => new(Op.Recover, Listening(which), 0, 0);

    /// <summary>Two tasks of the kind with a large payload: the number of the task and the hole for kinds make the kind.</summary>
    private static Step Large(int number)
    {
        int kind = Array.FindIndex(Universe.Kinds, one => one.Large), many = Universe.Kinds.Length;
        return new(Op.Enqueue, 1 + (3 * many), number, (kind - number + many) % many);
    }

    /// <summary>One of the living processes, and its replies arrive.</summary>
    private static int Listening(int number) => (4 * number) + 1;

    /// <summary>One of the living processes, and its reply is lost.</summary>
    private static int Losing(int number) => (8 * number) + 7;
}
