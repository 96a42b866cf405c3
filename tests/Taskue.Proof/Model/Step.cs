using System.Globalization;

namespace Taskue.Proof.Model;

/// <summary>What a step of a history does. What exactly, its numbers say, together with the state that it meets.</summary>
internal enum Op
{
    Clock,
    Enqueue,
    Flow,
    Register,
    RegisterAgain,
    Exchange,
    Repeat,
    Behind,
    Stale,
    Beat,
    Leave,
    Kill,
    Resync,
    Patrol,
    Recover,
    GiveUp,
    Advance,
    Sweep,
    Await,
    Append,
    AppendAgain,
    Control,
    DeleteTask,
    DeleteFlow,
    Keep,
    Purge,
    Get,
    GetFlow,
    Overview,
}

/// <summary>A step of a history, which keeps a meaning when others before it are taken out.</summary>
internal readonly record struct Step(Op Op, int A, int B, int C)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Op} {A} {B} {C}");

    public static Step Parse(string line)
    {
        string[] parts = line.Split(' ');
        return new Step(Enum.Parse<Op>(parts[0]), Number(parts[1]), Number(parts[2]), Number(parts[3]));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
