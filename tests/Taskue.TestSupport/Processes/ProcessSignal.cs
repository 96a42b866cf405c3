namespace Taskue.TestSupport;

/// <summary>The signals that tests send.</summary>
public enum ProcessSignal
{
    /// <summary>Interrupt, as Ctrl-C at a terminal.</summary>
    Interrupt,

    /// <summary>End, please.</summary>
    Terminate,

    /// <summary>End at once; cannot be caught.</summary>
    Kill,

    /// <summary>Freeze; cannot be caught.</summary>
    Stop,

    /// <summary>Go on after <see cref="Stop"/>.</summary>
    Continue,
}
