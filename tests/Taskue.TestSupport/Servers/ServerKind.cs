namespace Taskue.TestSupport;

/// <summary>The servers that every store test runs on.</summary>
public enum ServerKind
{
    /// <summary>A redis-server process.</summary>
    Redis,

    /// <summary>The embedded server in memory, in the process of the tests.</summary>
    Embedded,
}
