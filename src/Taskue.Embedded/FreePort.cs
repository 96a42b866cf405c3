using System.Net;
using System.Net.Sockets;

namespace Taskue;

internal static class FreePort
{
    /// <summary>How often a start is tried again when the port that was just free has been taken.</summary>
    public const int Tries = 8;

    public static int Find()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Whether a server could listen on the port now. Asked first, as servers differ in how they fail.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
