using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>What Redis's errors mean to a user of Taskue.</summary>
internal static class StoreFault
{
    /// <summary>The error to throw for one of Redis's, with the operation in it; <see langword="null"/> for what is not Redis's.</summary>
    public static StoreException? Of(Exception fault, string operation, string @namespace) => fault switch
    {
        StoreException known => known,
        RedisException or RedisCommandException when NoDatabase(fault) => new StoreException(ErrorCodes.StoreUnsuitable,
            $"Redis has no database of the number that was asked for: {fault.Message.TrimEnd('.')}. A server has 16 unless its 'databases' setting says otherwise,"
            + " and a Cluster has one, 0.", fault),
        RedisServerException server => OfServer(server, operation, @namespace),
        RedisTimeoutException => new StoreException(ErrorCodes.StoreUnavailable,
            $"Redis gave no answer in time ({operation} in namespace '{@namespace}'). Whether it took effect is not known; repeating it is safe."
            + " Is the server overloaded, or TaskueOptions.RedisTimeout too short?", fault)
        { IsTransient = true, Outcome = WriteOutcome.Unknown },
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => Refused(fault),
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToResolvePhysicalConnection } => new StoreException(ErrorCodes.StoreUnavailable,
            $"No server that takes writes is connected, and {operation} in namespace '{@namespace}' was not sent: {fault.Message}", fault)
        { IsTransient = true, IsElsewhere = true },
        RedisException or ObjectDisposedException or TaskCanceledException => Unreachable(fault, operation, @namespace),
        _ => null,
    };

    /// <summary>The client library says it where it knows how many databases there are, and the server where it does not.</summary>
    private static bool NoDatabase(Exception fault) => fault.Message.Contains("database does not exist", StringComparison.OrdinalIgnoreCase)
        || fault.Message.Contains("DB index is out of range", StringComparison.Ordinal)
        || fault.Message.Contains("SELECT is not allowed in cluster mode", StringComparison.Ordinal);

    public static StoreException Unreachable(Exception fault, string operation, string @namespace) => new(ErrorCodes.StoreUnavailable,
        $"Redis cannot be reached ({operation} in namespace '{@namespace}'): {fault.Message}", fault)
    { IsTransient = fault is not ObjectDisposedException, Outcome = WriteOutcome.Unknown };

    public static StoreException OfServer(Exception fault, string operation, string @namespace)
    {
        bool Says(string word) => fault.Message.Contains(word, StringComparison.Ordinal);
        if (Says("OOM "))
        {
            return new StoreException(ErrorCodes.StoreFull,
                $"Redis is full: its maxmemory is reached, and {operation} in namespace '{@namespace}' was refused. Nothing was written."
                + " Raise maxmemory, or shorten the retention of finished tasks; what is queued goes on.", fault)
            { IsTransient = true };
        }

        if (Says("READONLY"))
        {
            return new StoreException(ErrorCodes.StoreUnavailable,
                $"This Redis is a replica now and refused {operation} in namespace '{@namespace}'. Nothing was written. During a failover the new master is found"
                + " and the call may be repeated; if it lasts, name all servers or the Sentinel service (serviceName=...) in the connection string.", fault)
            { IsTransient = true, IsElsewhere = true };
        }

        if (Says("NOAUTH") || Says("WRONGPASS") || IsMissingRight(fault))
        {
            return Refused(fault);
        }

        bool elsewhere = Says("NOREPLICAS") || Says("MASTERDOWN") || Says("CLUSTERDOWN") || Says("TRYAGAIN") || Says("LOADING");
        bool passing = elsewhere || Says("BUSY") || Says("MISCONF");
        return new StoreException(passing ? ErrorCodes.StoreUnavailable : ErrorCodes.StoreContract,
            $"Redis refused {operation} in namespace '{@namespace}': {fault.Message}", fault)
        // A script that fails after its first write is not rolled back.
        { IsTransient = passing, IsElsewhere = elsewhere, Outcome = passing ? WriteOutcome.NotApplied : WriteOutcome.Unknown };
    }

    public static StoreException Refused(Exception fault) => new(ErrorCodes.StoreRefused,
        IsMissingRight(fault)
            ? $"Redis lets this user not do that: {fault.Message} docs/operations/redis.md lists the rights that Taskue needs."
            : $"Redis refused the user or password: {fault.Message} Give them in the connection string (user=..., password=...).", fault);

    /// <summary>Redis says it in one way for a command, and in two others (7.0, and later) for a command in a script.</summary>
    private static bool IsMissingRight(Exception fault) => fault.Message.Contains("NOPERM", StringComparison.Ordinal)
        || fault.Message.Contains("The user executing the script can't", StringComparison.Ordinal)
        || fault.Message.Contains("ACL failure in script", StringComparison.Ordinal);
}
