using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using StackExchange.Redis;
using Taskue.Cli.Output;

namespace Taskue.Cli.Commands.Doctor;

/// <summary>Why a server cannot be reached: its name, its port, what it speaks, or how long it takes.</summary>
internal static class Reach
{
    private const string Settings = "See where these settings come from: taskue config show --origin.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Tries the first address that was named, step by step.</summary>
    /// <param name="connection">How to connect.</param>
    /// <param name="timeout">How long the client waited for an answer.</param>
    public static async Task<StoreCheck> CheckAsync(ConfigurationOptions connection, TimeSpan timeout)
    {
        (string host, int port) = Address(connection);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await Dns.GetHostAddressesAsync(host, limit.Token);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or ArgumentException)
        {
            return Fail($"The name '{host}' cannot be resolved{(fault is SocketException ? $": {fault.Message}" : " in time")}.",
                $"Is it spelled right, and does this machine's DNS know it? {Settings}");
        }

        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, limit.Token);
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return Fail($"{host} is there, and nothing listens on port {port}.",
                $"Is redis-server running (systemctl status redis-server), and on this port? {Settings}");
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            return Fail($"{host}:{port} does not answer{(fault is SocketException ? $": {fault.Message}" : $" within {Patience.TotalSeconds:0} s")}.",
                $"Is the machine up, and does a firewall let this one through? {Settings}");
        }

        long begin = Stopwatch.GetTimestamp();
        string? answer = await AskAsync(client, limit.Token);
        string place = $"{host}:{port}";
        return connection.Ssl
            ? OverTls(place, answer)
            : Plain(place, port, answer, Stopwatch.GetElapsedTime(begin), timeout, connection.ServiceName);
    }

    private static (string Host, int Port) Address(ConfigurationOptions connection)
    {
        (string host, int port) = connection.EndPoints.FirstOrDefault() switch
        {
            DnsEndPoint name => (name.Host, name.Port),
            IPEndPoint address => (address.Address.ToString(), address.Port),
            var other => (other?.ToString() ?? "", 0),
        };
        return (host, port > 0 ? port : connection.Ssl ? 6380 : connection.ServiceName is null ? 6379 : 26379);
    }

    private static StoreCheck OverTls(string place, string? answer) => answer is ['+' or '-', ..]
        ? Fail($"{place} speaks Redis without TLS, and TLS was asked for.",
            "Switch it off (taskue config set redis_tls false), or name the port that speaks TLS.")
        : Fail($"{place} takes connections, and the TLS handshake fails.",
            "Is its certificate from an authority that this machine trusts (SSL_CERT_FILE names others), for this name (sslHost=...),"
            + " and does it ask for one of the client's?");

    private static StoreCheck Plain(string place, int port, string? answer, TimeSpan took, TimeSpan timeout, string? service) => answer switch
    {
        null => Fail($"{place} takes connections and says nothing within {Patience.TotalSeconds:0} s.",
            $"Is it frozen or overloaded, or does it speak TLS (taskue config set redis_tls true)? {Settings}"),
        _ when service is not null => Fail($"{place} answers '{answer}', and names no master of the service '{service}'.",
            $"Is this a Sentinel that knows the service: redis-cli -p {port} SENTINEL masters?"),
        "+PONG" or ['-', 'N', 'O', 'A', 'U', 'T', 'H', ..] => Fail(
            $"{place} is a Redis and answers a PING after {Words.Of(took)}, but not all that a connection needs within {Words.Of(timeout)} (redis_timeout).",
            $"Is it overloaded, or far away? See redis-cli -p {port} --latency and SLOWLOG GET."
            + $" Give it more time: --redis-timeout {Math.Max(10, 2 * (int)timeout.TotalSeconds)}s."),
        ['-', ..] => Fail($"{place} is a Redis and refuses connections: {answer[1..]}",
            "If it is loading its data, wait until it has; otherwise its message says what to change."),
        "" => Fail($"{place} takes connections and closes them at once.",
            $"Does it speak TLS (taskue config set redis_tls true), or is it no Redis? {Settings}"),
        _ => Fail($"{place} does not answer as Redis does: '{answer}'.", $"Is another program on this port? {Settings}"),
    };

    private static StoreCheck Fail(string finding, string remedy) => new("connection", CheckVerdict.Fail, finding, remedy);

    /// <summary>What it says to a PING: the first line, empty where it ends the connection, or null where it says nothing.</summary>
    private static async Task<string?> AskAsync(TcpClient client, CancellationToken cancellationToken)
    {
        try
        {
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync("*1\r\n$4\r\nPING\r\n"u8.ToArray(), cancellationToken);
            var buffer = new byte[128];
            int read = await stream.ReadAsync(buffer, cancellationToken);
            return Encoding.ASCII.GetString(buffer, 0, read).Split('\r', '\n')[0];
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            return "";
        }
    }
}
