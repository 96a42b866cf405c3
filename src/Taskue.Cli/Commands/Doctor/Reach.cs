using System.Net;
using System.Net.Sockets;
using System.Text;
using StackExchange.Redis;

namespace Taskue.Cli.Commands.Doctor;

/// <summary>Why a server cannot be reached: its name, its port, or what it speaks.</summary>
internal static class Reach
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Tries the first address that was named, step by step.</summary>
    public static async Task<StoreCheck> CheckAsync(ConfigurationOptions connection)
    {
        const string Settings = "See where these settings come from: taskue config show --origin.";
        (string host, int port) = connection.EndPoints.FirstOrDefault() switch
        {
            DnsEndPoint name => (name.Host, name.Port),
            IPEndPoint address => (address.Address.ToString(), address.Port),
            var other => (other?.ToString() ?? "", 0),
        };
        port = port > 0 ? port : connection.Ssl ? 6380 : connection.ServiceName is null ? 6379 : 26379;
        StoreCheck Fail(string finding, string remedy) => new("connection", CheckVerdict.Fail, finding, remedy);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await Dns.GetHostAddressesAsync(host, limit.Token);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or ArgumentException)
        {
            return Fail($"The name '{host}' cannot be resolved{(fault is SocketException ? $": {fault.Message}" : " in time")}.", $"Is it spelled right, and does this machine's DNS know it? {Settings}");
        }

        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, limit.Token);
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return Fail($"{host} is there, and nothing listens on port {port}.", $"Is redis-server running (systemctl status redis-server), and on this port? {Settings}");
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            return Fail($"{host}:{port} does not answer{(fault is SocketException ? $": {fault.Message}" : $" within {Patience.TotalSeconds:0} s")}.", $"Is the machine up, and does a firewall let this one through? {Settings}");
        }

        string answer = await AskAsync(client, limit.Token);
        if (connection.Ssl && answer.Length > 0 && (answer[0] is '+' or '-'))
        {
            return Fail($"{host}:{port} speaks Redis without TLS, and TLS was asked for.", "Switch it off (taskue config set redis_tls false), or name the port that speaks TLS.");
        }

        return connection.Ssl
            ? Fail($"{host}:{port} takes connections, and TLS does not come about.", "Is its certificate from an authority that this machine trusts (SSL_CERT_FILE names others), for this name (sslHost=...), and does it ask for one of the client's?")
            : Fail($"{host}:{port} takes connections, and does not answer as Redis does{(answer.Length > 0 ? $": '{answer}'" : "")}.",
                connection.ServiceName is { } service ? $"Is this a Sentinel that knows the service '{service}': redis-cli -p {port} SENTINEL masters?" : "Does it speak TLS (taskue config set redis_tls true), or is it no Redis? Is it loading, or overloaded?");
    }

    /// <summary>What it says to a PING: the first line, or nothing.</summary>
    private static async Task<string> AskAsync(TcpClient client, CancellationToken cancellationToken)
    {
        try
        {
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync("*1\r\n$4\r\nPING\r\n"u8.ToArray(), cancellationToken);
            var buffer = new byte[128];
            int read = await stream.ReadAsync(buffer, cancellationToken);
            string text = Encoding.ASCII.GetString(buffer, 0, read).Split('\r', '\n')[0];
            return text.All(c => c is >= ' ' and <= '~') ? text : "";
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
        {
            return "";
        }
    }
}
