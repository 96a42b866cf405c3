using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>One open connection to one server, for one thread that blocks on it.</summary>
internal sealed class Wire : IDisposable
{
    private readonly Socket socket;
    private readonly RespWriter writer = new();
    private Stream stream;
    private RespReplyReader reader;

    private Wire(EndPoint endpoint, Socket socket)
    {
        EndPoint = endpoint;
        this.socket = socket;
        stream = new NetworkStream(socket, ownsSocket: true);
        reader = new RespReplyReader(stream);
    }

    public EndPoint EndPoint { get; }

    /// <summary>How long the server may be silent.</summary>
    public TimeSpan Limit
    {
        set => socket.SendTimeout = socket.ReceiveTimeout = (int)value.TotalMilliseconds;
    }

    /// <summary>Connects and logs in.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="how">TLS, user and password.</param>
    /// <param name="limit">How long connecting may take, and how long the server may be silent until <see cref="Limit"/> is set.</param>
    public static Wire Open(EndPoint endpoint, BlockingEndpoint how, TimeSpan limit)
    {
        var wire = new Wire(endpoint, Dialer.Connect(endpoint, limit));
        try
        {
            wire.Limit = limit;
            if (how.Settings.Ssl)
            {
                wire.Secure(how.Tls(endpoint));
            }

            wire.LogIn(how.Settings);
            return wire;
        }
        catch
        {
            wire.Dispose();
            throw;
        }
    }

    /// <summary>Begins a command; its arguments are added to what this returns, and <see cref="Send"/> sends it.</summary>
    public RespWriter Begin(int arguments)
    {
        writer.Begin(arguments);
        return writer;
    }

    public void Send() => stream.Write(writer.Written.Span);

    public RedisResult Read() => reader.Read();

    public RedisResult Ask(params ReadOnlySpan<string> command)
    {
        writer.Begin(command.Length);
        foreach (string argument in command)
        {
            writer.Add(argument);
        }

        Send();
        return Read();
    }

    /// <summary>Whether the server says that it is a replica. One that does not say (Redis before 6.0, some proxies) is taken for a master.</summary>
    public bool IsReplica()
    {
        try
        {
            RedisResult hello = Ask("HELLO");
            for (int i = 0; i + 1 < hello.Length; i += 2)
            {
                if ((string?)hello[i] == "role")
                {
                    return (string?)hello[i + 1] is "slave" or "replica";
                }
            }
        }
        catch (RespErrorException)
        {
            // It does not know the command.
        }

        return false;
    }

    /// <summary>Chooses the database, and gives the connection its name.</summary>
    public void Settle(int database, string? name)
    {
        if (database != 0)
        {
            Ask("SELECT", database.ToString(CultureInfo.InvariantCulture));
        }

        try
        {
            Ask("CLIENT", "SETNAME", name ?? "taskue");
        }
        catch (RespErrorException)
        {
            // A user without this right, or a name with a space: the name only helps whoever lists the clients.
        }
    }

    public void Dispose()
    {
        stream.Dispose();
        reader.Dispose();
    }

    private void Secure(SslClientAuthenticationOptions options)
    {
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        stream = secure;
        secure.AuthenticateAsClient(options);
        reader.Dispose();
        reader = new RespReplyReader(secure);
    }

    private void LogIn(ConfigurationOptions settings)
    {
        if (settings.Password is not { Length: > 0 } password)
        {
            return;
        }

        try
        {
            if (settings.User is { Length: > 0 } user)
            {
                Ask("AUTH", user, password);
            }
            else
            {
                Ask("AUTH", password);
            }
        }
        catch (RespErrorException fault) when (fault.Message.Contains("without any password configured", StringComparison.Ordinal))
        {
            // A password too many: the multiplexer accepts it the same way.
        }
    }
}
