namespace Taskue;

/// <summary>When a server with a data folder brings its writes to the disk.</summary>
public enum DiskFlush
{
    /// <summary>Once a second: a power cut loses about the last second, a crash of a process nothing that was answered.</summary>
    EverySecond,

    /// <summary>At every write, before it is answered: nothing answered is lost, and every write costs a disk flush.</summary>
    Always,
}
