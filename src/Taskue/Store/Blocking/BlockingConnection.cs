using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>A connection for one thread that blocks on it: what a runner's dispatch and heartbeat speak through.</summary>
/// <remarks>
/// The multiplexer needs thread-pool threads to write and to read, so a starved pool would stop a heartbeat that goes through it; and
/// a call that passes from thread to thread costs more than the round trip. Connects when first called, and again after a fault.
/// Where it goes is asked of the multiplexer each time, so a failover is followed. Not thread-safe.
/// </remarks>
internal sealed class BlockingConnection(BlockingEndpoint where, TimeSpan? limit = null) : IDisposable
{
    private readonly TimeSpan timeout = limit < where.Timeout ? limit.Value : where.Timeout;
    private readonly RespWriter writer = new();
    private readonly Dictionary<Script, byte[]> hashes = [];
    private Stream? stream;
    private RespReplyReader? reader;

    /// <summary>Calls a script by its hash; a server that does not know it yet is given its text.</summary>
    /// <exception cref="StoreException">Redis cannot be reached, gave no answer in time, or refused.</exception>
    public RedisResult[] Call(Script script, RedisKey[] keys, RedisValue[] arguments, string @namespace, Action? meanwhile = null)
    {
        try
        {
            Connect();
            try
            {
                return Evaluate(script, keys, arguments, byHash: true, meanwhile);
            }
            catch (RespErrorException fault) when (fault.Message.Contains("NOSCRIPT", StringComparison.Ordinal))
            {
                return Evaluate(script, keys, arguments, byHash: false, null);
            }
        }
        catch (RespErrorException fault)
        {
            throw StoreFault.OfServer(fault, script.Name, @namespace);
        }
        catch (InvalidDataException fault)
        {
            Close();
            throw new StoreException(ErrorCodes.StoreContract, $"The server does not speak Redis's protocol: {fault.Message}", fault) { Outcome = WriteOutcome.Unknown };
        }
        catch (Exception fault) when (fault is IOException or SocketException or System.Security.Authentication.AuthenticationException)
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

    /// <summary>Sends one command; null where it is refused, or nothing comes through.</summary>
    public RedisResult? TryAsk(params string[] command)
    {
        try
        {
            Connect();
            return Ask(command);
        }
        catch (RespErrorException)
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or SocketException or InvalidDataException or System.Security.Authentication.AuthenticationException)
        {
            Close();
            return null;
        }
    }

    public void Dispose() => Close();

    private RedisResult[] Evaluate(Script script, RedisKey[] keys, RedisValue[] arguments, bool byHash, Action? meanwhile)
    {
        writer.Begin(3 + keys.Length + arguments.Length);
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

        stream!.Write(writer.Written.Span);
        meanwhile?.Invoke();
        return (RedisResult[]?)reader!.Read() ?? [];
    }

    private byte[] HashOf(Script script)
    {
        if (!hashes.TryGetValue(script, out byte[]? hash))
        {
            hashes[script] = hash = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(script.Hash));
        }

        return hash;
    }

    private void Connect()
    {
        if (stream is not null)
        {
            return;
        }

        EndPoint endpoint = where.Find();
        Socket socket = endpoint.AddressFamily == AddressFamily.Unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SendTimeout = socket.ReceiveTimeout = (int)timeout.TotalMilliseconds;
            socket.Connect(endpoint);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (where.Settings.Ssl)
            {
                var secure = new SslStream(stream, leaveInnerStreamOpen: false);
                stream = secure;
                secure.AuthenticateAsClient(where.Tls(endpoint));
            }

            reader = new RespReplyReader(stream);
            Introduce();
        }
        catch
        {
            socket.Dispose();
            Close();
            throw;
        }
    }

    private void Introduce()
    {
        if (where.Settings.Password is { Length: > 0 } password)
        {
            string[] login = where.Settings.User is { Length: > 0 } user ? ["AUTH", user, password] : ["AUTH", password];
            try
            {
                Ask(login);
            }
            catch (RespErrorException fault) when (fault.Message.Contains("without any password configured", StringComparison.Ordinal))
            {
                // A password too many: the multiplexer takes it the same.
            }
        }

        if (where.Database != 0)
        {
            Ask("SELECT", where.Database.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        try
        {
            Ask("CLIENT", "SETNAME", where.Settings.ClientName ?? "taskue");
        }
        catch (RespErrorException)
        {
            // A user without this right, or a name with a space: the name only helps whoever lists the clients.
        }
    }

    private RedisResult Ask(params string[] command)
    {
        writer.Begin(command.Length);
        foreach (string argument in command)
        {
            writer.Add(argument);
        }

        stream!.Write(writer.Written.Span);
        return reader!.Read();
    }

    private void Close()
    {
        stream?.Dispose();
        reader?.Dispose();
        (stream, reader) = (null, null);
    }
}
