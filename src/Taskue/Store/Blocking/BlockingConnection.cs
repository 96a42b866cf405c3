using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>A connection to the master for one thread that blocks on it: what a runner's dispatch and heartbeat speak through.</summary>
/// <remarks>
/// The multiplexer needs thread-pool threads to write and to read, so a starved pool would stop a heartbeat that goes through it; and
/// a call that passes from thread to thread costs more than the round trip. It connects when first called, and again after every fault and every error
/// reply: each time it looks for the master anew, and the server that gave the error comes last. Not thread-safe.
/// </remarks>
internal sealed class BlockingConnection(BlockingEndpoint where, TimeSpan? limit = null) : IDisposable
{
    private readonly TimeSpan timeout = limit < where.Timeout ? limit.Value : where.Timeout;
    private readonly Dictionary<Script, byte[]> hashes = [];
    private Wire? wire;
    private int changes;
    private EndPoint? refusedBy;

    /// <summary>Calls a script by its hash; a server that does not know it yet is given its text.</summary>
    /// <exception cref="StoreException">Redis cannot be reached, gave no answer in time, or refused.</exception>
    public RedisResult[] Call(Script script, RedisKey[] keys, RedisValue[] arguments, string @namespace, Action? meanwhile = null)
    {
        try
        {
            Wire master = Connect();
            RedisResult[] reply;
            try
            {
                reply = Evaluate(master, script, keys, arguments, byHash: true, meanwhile);
            }
            catch (RespErrorException fault) when (fault.Message.Contains("NOSCRIPT", StringComparison.Ordinal))
            {
                reply = Evaluate(master, script, keys, arguments, byHash: false, null);
            }

            refusedBy = null;
            return reply;
        }
        catch (RespErrorException fault)
        {
            StoreException known = StoreFault.OfServer(fault, script.Name, @namespace);
            if (known.Code != ErrorCodes.StoreFull) // no other server has room instead
            {
                refusedBy = wire?.EndPoint;
                Close();
            }

            throw known;
        }
        catch (InvalidDataException fault)
        {
            Close();
            throw new StoreException(ErrorCodes.StoreContract, $"The server does not speak Redis's protocol: {fault.Message}", fault) { Outcome = WriteOutcome.Unknown };
        }
        catch (Exception fault) when (IsBroken(fault))
        {
            Close();
            throw StoreFault.Unreachable(fault, script.Name, @namespace);
        }
    }

    /// <summary>False where calls go through the multiplexer after all.</summary>
    public bool IsDirect => where.IsDirect;

    /// <summary>Connects now, so that what is wrong with address or password is told at the start and not beside the work.</summary>
    /// <returns>False if TLS lets only the multiplexer through, and calls will go there.</returns>
    public bool Check(string @namespace)
    {
        try
        {
            Call(ScriptSet.Default.Inspect, [], [], @namespace);
            return true;
        }
        catch (StoreException fault) when (fault.Code == ErrorCodes.StoreUnavailable && where.GiveUp())
        {
            return false;
        }
    }

    /// <summary>Sends one command, to a replica where there is no master; null where it is refused, or nothing comes through.</summary>
    public RedisResult? TryAsk(params ReadOnlySpan<string> command)
    {
        try
        {
            return Connect(orReplica: true).Ask(command);
        }
        catch (RespErrorException)
        {
            return null;
        }
        catch (Exception fault) when (IsBroken(fault) || fault is InvalidDataException)
        {
            Close();
            return null;
        }
    }

    public void Dispose() => Close();

    private static bool IsBroken(Exception fault) => fault is IOException or SocketException or AuthenticationException;

    private RedisResult[] Evaluate(Wire master, Script script, RedisKey[] keys, RedisValue[] arguments, bool byHash, Action? meanwhile)
    {
        RespWriter writer = master.Begin(3 + keys.Length + arguments.Length);
        writer.Add(byHash ? "EVALSHA"u8 : "EVAL"u8);
        if (byHash)
        {
            writer.Add(HashOf(script));
        }
        else
        {
            writer.Add(script.Text);
        }

        writer.Add((RedisValue)keys.Length);
        foreach (RedisKey key in keys)
        {
            writer.Add((byte[])key!);
        }

        foreach (RedisValue argument in arguments)
        {
            writer.Add(argument);
        }

        master.Send();
        meanwhile?.Invoke();
        return (RedisResult[]?)master.Read() ?? [];
    }

    private byte[] HashOf(Script script)
    {
        if (!hashes.TryGetValue(script, out byte[]? hash))
        {
            hashes[script] = hash = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(script.Hash));
        }

        return hash;
    }

    /// <summary>The open connection, or a new one to the first server that can be reached and says that it is no replica.</summary>
    private Wire Connect(bool orReplica = false)
    {
        if (wire is not null && changes == where.Changes)
        {
            return wire;
        }

        Close();
        changes = where.Changes;
        IReadOnlyList<EndPoint> candidates = where.Candidates(refusedBy, timeout);
        var found = new List<string>(candidates.Count);
        Exception? last = null;
        foreach (EndPoint candidate in candidates)
        {
            try
            {
                if (Try(candidate, timeout / candidates.Count, orReplica) is { } master)
                {
                    return wire = master;
                }

                found.Add($"{candidate} is a replica");
            }
            catch (Exception fault) when (IsBroken(fault) || fault is RespErrorException)
            {
                last = fault;
                found.Add($"{candidate}: {fault.Message}");
            }
        }

        if (last is not null && (candidates.Count == 1 || last is RespErrorException))
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(last);
        }

        throw new IOException($"No server answers as a master. {string.Join("; ", found)}.", last);
    }

    /// <summary>Null where the server is a replica, and must not be one.</summary>
    private Wire? Try(EndPoint candidate, TimeSpan share, bool orReplica)
    {
        Wire opened = Wire.Open(candidate, where, share);
        try
        {
            if (!orReplica && opened.IsReplica())
            {
                opened.Dispose();
                return null;
            }

            opened.Settle(where.Database, where.Settings.ClientName);
            opened.Limit = timeout;
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private void Close()
    {
        wire?.Dispose();
        wire = null;
    }
}
