using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>Where a client's blocking connections may go, and how: the servers that Sentinel, the multiplexer and the connection string name.</summary>
internal sealed class BlockingEndpoint(IConnectionMultiplexer connection, ConfigurationOptions settings, TimeSpan timeout)
{
    private int changes;

    public ConfigurationOptions Settings { get; } = settings;

    /// <summary>Rises when Sentinel has named another master: then connections to the old one are given up, though it may still answer for a while.</summary>
    public int Changes => Volatile.Read(ref changes);

    public TimeSpan Timeout { get; } = timeout;

    public int Database { get; } = connection.GetDatabase().Database;

    /// <summary>
    /// False once it turned out that only the multiplexer comes through, as its callbacks choose or trust certificates that are not known
    /// here. Calls go through it then.
    /// </summary>
    public bool IsDirect { get; private set; } = true;

    /// <summary>The servers among which the master is, the likeliest first.</summary>
    /// <remarks>
    /// What Sentinel says comes first. The multiplexer reads the servers' roles only now and then, so what it takes for the master is only likely, and all
    /// other servers that it knows or that the connection string names follow. Whoever connects asks each for its role.
    /// </remarks>
    /// <param name="refusedBy">A server that refused the last call: it comes last.</param>
    /// <param name="limit">How long Sentinels may take.</param>
    public IReadOnlyList<EndPoint> Candidates(EndPoint? refusedBy, TimeSpan limit)
    {
        IServer[] servers = connection.GetServers();
        IEnumerable<EndPoint> known = servers.OrderBy(server => server.IsConnected ? server.IsReplica ? 1 : 0 : 2).Select(server => server.EndPoint);
        bool sentinels = Settings.ServiceName is { Length: > 0 };
        EndPoint? named = sentinels ? AskSentinels(Settings.ServiceName!, limit) : null;
        return [.. (named is null ? [] : (EndPoint[])[named]).Concat(known).Concat(sentinels ? [] : Settings.EndPoints).Distinct().OrderBy(one => one.Equals(refusedBy))];
    }

    /// <summary>The multiplexer has found the servers changed.</summary>
    public void Changed()
    {
        if (Settings.ServiceName is { Length: > 0 })
        {
            Interlocked.Increment(ref changes);
        }
    }

    /// <summary>
    /// The TLS of the multiplexer's own connections, as far as it tells: not the callbacks that choose or trust certificates, which are
    /// events of the settings that only it can raise (what reads them is experimental: <c>SER009</c>).
    /// </summary>
    public SslClientAuthenticationOptions Tls(EndPoint endpoint)
    {
        string host = Settings.SslHost is { Length: > 0 } named ? named : endpoint switch
        {
            DnsEndPoint name => name.Host,
            IPEndPoint address => address.Address.ToString(),
            _ => "localhost",
        };
        return Settings.SslClientAuthenticationOptions?.Invoke(host) ?? new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = Settings.SslProtocols ?? SslProtocols.None,
            CertificateRevocationCheckMode = Settings.CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
        };
    }

    /// <summary>Whether a direct connection that failed is to be done without: over TLS, while the multiplexer is connected.</summary>
    public bool GiveUp()
    {
        IsDirect = !(Settings.Ssl && connection.IsConnected);
        return !IsDirect;
    }

    /// <summary>The master's address as the first Sentinel that can be asked gives it.</summary>
    private EndPoint? AskSentinels(string service, TimeSpan limit)
    {
        foreach (EndPoint sentinel in Settings.EndPoints)
        {
            try
            {
                using Wire wire = Wire.Open(sentinel, this, limit / Settings.EndPoints.Count);
                RedisResult reply = wire.Ask("SENTINEL", "get-master-addr-by-name", service);
                if (reply.Length == 2 && (string?)reply[0] is { } host && int.TryParse((string?)reply[1], CultureInfo.InvariantCulture, out int port))
                {
                    return IPAddress.TryParse(host, out IPAddress? address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);
                }
            }
            catch (Exception fault) when (fault is IOException or InvalidDataException or SocketException or AuthenticationException or RespErrorException)
            {
                // The next one is asked.
            }
        }

        return null;
    }
}
