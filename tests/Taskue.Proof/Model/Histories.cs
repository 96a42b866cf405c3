using CsCheck;

namespace Taskue.Proof.Model;

/// <summary>Random histories. Most of one is work; the rest is what goes wrong around it.</summary>
internal static class Histories
{
    private static readonly Gen<Op> Ops = Gen.Frequency(
        (8, Gen.Const(Op.Clock)), (12, Gen.Const(Op.Enqueue)), (6, Gen.Const(Op.Flow)), (5, Gen.Const(Op.Register)), (1, Gen.Const(Op.RegisterAgain)),
        (40, Gen.Const(Op.Exchange)), (4, Gen.Const(Op.Repeat)), (1, Gen.Const(Op.Behind)), (3, Gen.Const(Op.Stale)), (6, Gen.Const(Op.Beat)),
        (2, Gen.Const(Op.Leave)), (2, Gen.Const(Op.Kill)), (3, Gen.Const(Op.Resync)), (3, Gen.Const(Op.Patrol)), (5, Gen.Const(Op.Recover)),
        (3, Gen.Const(Op.GiveUp)), (1, Gen.Const(Op.Advance)), (3, Gen.Const(Op.Sweep)), (4, Gen.Const(Op.Await)), (3, Gen.Const(Op.Append)),
        (2, Gen.Const(Op.AppendAgain)), (2, Gen.Const(Op.Control)), (3, Gen.Const(Op.DeleteTask)), (2, Gen.Const(Op.DeleteFlow)), (2, Gen.Const(Op.Keep)),
        (1, Gen.Const(Op.Purge)), (2, Gen.Const(Op.Get)), (1, Gen.Const(Op.GetFlow)), (1, Gen.Const(Op.Overview)));

    private static readonly Gen<Step> Steps = Gen.Select(Ops, Gen.Int[0, 63], Gen.Int[0, 4095], Gen.Int[0, 255], (op, a, b, c) => new Step(op, a, b, c));

    /// <summary>Most of a history is single steps; about a quarter of them belongs to a plot.</summary>
    private static readonly Gen<Step[]> All = Gen.Frequency(
        (200, Steps.Select(static step => (Step[])[step])), (1, Plots.Overtaken), (1, Plots.Surplus), (1, Plots.Deaths), (1, Plots.Stages)).Array[Length]
        .Select(static parts => (Step[])[.. parts.SelectMany(static part => part).Take(Length)]);

    /// <summary>Steps of one history, in a fresh namespace.</summary>
    public const int Length = 250;

    /// <summary>The history of a seed and a number, always the same. Most begin with runners.</summary>
    public static Step[] Draw(ulong seed, int number)
    {
        Step[] steps = All.Generate(new PCG((uint)number, seed), null, out _);
        for (int i = 0; i < Universe.Runners.Length && number % 4 != 0; i++)
        {
            steps[i] = new Step(Op.Register, i, 0, 0);
        }

        return steps;
    }
}
