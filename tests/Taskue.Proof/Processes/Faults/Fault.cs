namespace Taskue.Proof.Processes;

/// <summary>What goes wrong beside what: faults of one lane come one after another, those of different lanes at once.</summary>
internal enum Lane
{
    /// <summary>Ends runners.</summary>
    Deaths,

    /// <summary>Hinders runners.</summary>
    Stalls,

    Server,

    Links,

    /// <summary>Ends producers.</summary>
    Producers,

    /// <summary>Replaces runners by those of another version.</summary>
    Versions,
}

/// <summary>A kind of fault.</summary>
internal abstract class Fault
{
    /// <summary>What reports call it.</summary>
    public abstract string Name { get; }

    public abstract Lane Lane { get; }

    /// <summary>How often it strikes in a full campaign.</summary>
    public abstract int Full { get; }

    /// <summary>How often it strikes in every short campaign; the kinds with 0 take turns.</summary>
    public virtual int Short => 0;

    /// <summary>Whether a server that is full for a time may lose lines of logs by it.</summary>
    public virtual bool CutsLogs => false;

    /// <summary>Does it, and undoes it: afterwards all is well again, or on its way there.</summary>
    public abstract Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping);
}
