using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Taskue;

/// <summary>Asks a server one thing over a connection of its own: enough to see that it answers, and to end it.</summary>
internal static class PlainConnection
{
    /// <returns>The first line of the answer, or <see langword="null"/> when the server does not answer (any more).</returns>
    public static async Task<string?> AskAsync(int port, string password, string command, CancellationToken ct)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {password}\r\n"), ct);
            var auth = await reader.ReadLineAsync(ct);
            if (!string.Equals(auth, "+OK", StringComparison.Ordinal))
            {
                return auth;
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{command}\r\n"), ct);
            return await reader.ReadLineAsync(ct);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return null;
        }
    }
}
