using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>Where a client's blocking connections go, and how: the master that the multiplexer knows, with its settings.</summary>
internal sealed class BlockingEndpoint(IConnectionMultiplexer connection, ConfigurationOptions settings, TimeSpan timeout)
{
    private EndPoint? last;

    public ConfigurationOptions Settings { get; } = settings;

    public TimeSpan Timeout { get; } = timeout;

    public int Database { get; } = connection.GetDatabase().Database;

    /// <summary>
    /// False once it turned out that only the multiplexer comes through, as its callbacks choose or trust certificates that are not known
    /// here. Calls go through it then.
    /// </summary>
    public bool IsDirect { get; private set; } = true;

    /// <summary>The connected master; while none is connected, the one before.</summary>
    public EndPoint Find()
    {
        IServer[] servers = connection.GetServers();
        IServer? master = Array.Find(servers, server => server is { IsConnected: true, IsReplica: false });
        last = master?.EndPoint ?? last ?? servers[0].EndPoint;
        return last;
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
}
