namespace Taskue.Proof.Schedules.Engine;

/// <summary>Decides who goes on wherever more than one can.</summary>
internal interface IChooser
{
    /// <summary>The place of the one that goes on; 0 is the default.</summary>
    /// <param name="able">Those that can, first the one that runs, if it can, and then those behind it.</param>
    /// <param name="goesOn">Whether the first one is the one that runs: choosing another interrupts it.</param>
    /// <param name="count">How many choices there are: where it is one more than those, the last choice lets time pass although they could go on.</param>
    int Choose(IReadOnlyList<Flow> able, bool goesOn, int count);
}
