namespace Taskue.Store;

/// <summary>What a store needs of the connection that it works on.</summary>
internal interface IStoreServer
{
    /// <summary>How long one call may take, its repetitions included.</summary>
    TimeSpan Patience { get; }

    /// <summary>Whether the server was looked at and can be used.</summary>
    bool IsReady { get; }

    /// <summary>Looks at the server, where that was not possible when the connection was made.</summary>
    /// <exception cref="StoreException">It cannot be reached, or not be used.</exception>
    Task ReadyAsync();

    /// <summary>A call failed: if a failover may be the reason, the roles of all servers are read again.</summary>
    void LookAgain(StoreException fault);
}
