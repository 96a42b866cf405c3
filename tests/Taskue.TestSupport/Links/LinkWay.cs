namespace Taskue.TestSupport;

/// <summary>A direction of a connection.</summary>
[Flags]
public enum LinkWay
{
    /// <summary>What the client sends: requests.</summary>
    ToServer = 1,

    /// <summary>What the server sends: replies and messages.</summary>
    ToClient = 2,

    /// <summary>Both directions.</summary>
    Both = ToServer | ToClient,
}
