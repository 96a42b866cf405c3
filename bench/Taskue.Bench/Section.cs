namespace Taskue.Bench;

/// <summary>How much a run measures.</summary>
internal enum Size
{
    /// <summary>Shows that every piece works; its figures mean nothing.</summary>
    Tiny,

    /// <summary>The short run.</summary>
    Quick,

    Full,
}

/// <summary>One thing that is measured, with the figures, tables and charts it gives.</summary>
internal abstract class Section
{
    /// <summary>What <c>--only</c> calls it.</summary>
    public abstract string Name { get; }

    /// <summary>The sections that belong together: another name for <c>--only</c>.</summary>
    public abstract string Group { get; }

    /// <summary>One sentence: what is measured, and how.</summary>
    public abstract string What { get; }

    /// <summary>About how long it takes in full.</summary>
    public abstract TimeSpan Takes { get; }

    /// <summary>About how long it takes in the short run; zero for what is not in it.</summary>
    public virtual TimeSpan TakesQuick => TimeSpan.Zero;

    /// <summary>Whether it needs other systems, which <c>bench/setup</c> installs: then it is in a full run only, or when it is named.</summary>
    public virtual bool NeedsSetup => false;

    public abstract Task RunAsync(BenchRun run);
}
