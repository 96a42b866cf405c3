using System.Net;
using System.Net.Sockets;

namespace Taskue.Store;

/// <summary>Connects a socket within a time, on the calling thread.</summary>
/// <remarks>
/// The socket stays a blocking one. Once a socket has connected without blocking, .NET passes each of its calls through the thread that polls all sockets,
/// which doubled a runner's processor time per task. Linux bounds a blocking connect by the send timeout (socket(7), SO_SNDTIMEO); elsewhere the system's own
/// limit holds.
/// </remarks>
internal static class Dialer
{
    /// <exception cref="SocketException">No address of the name could be connected in time.</exception>
    public static Socket Connect(EndPoint endpoint, TimeSpan limit)
    {
        if (endpoint is not DnsEndPoint name)
        {
            return ConnectOne(endpoint, limit);
        }

        IPAddress[] addresses = Dns.GetHostAddresses(name.Host, name.AddressFamily);
        SocketException? last = null;
        foreach (IPAddress address in addresses)
        {
            try
            {
                return ConnectOne(new IPEndPoint(address, name.Port), limit / addresses.Length);
            }
            catch (SocketException fault)
            {
                last = fault;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static Socket ConnectOne(EndPoint endpoint, TimeSpan limit)
    {
        Socket socket = endpoint.AddressFamily == AddressFamily.Unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SendTimeout = Math.Max(1, (int)limit.TotalMilliseconds);
            socket.Connect(endpoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
