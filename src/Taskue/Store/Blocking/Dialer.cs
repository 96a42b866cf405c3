using System.Net;
using System.Net.Sockets;

namespace Taskue.Store;

/// <summary>Connects a socket within a time, on the calling thread.</summary>
/// <remarks>
/// A blocking connect waits for minutes on a machine that is gone, and an asynchronous one needs a thread of the pool. So the socket connects without
/// blocking, and the thread waits for it.
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
        bool local = endpoint.AddressFamily == AddressFamily.Unix;
        Socket socket = local
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, Blocking = false };
        try
        {
            try
            {
                socket.Connect(endpoint);
            }
            catch (SocketException fault) when (!local && fault.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                Await(socket, limit);
            }

            socket.Blocking = true;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Await(Socket socket, TimeSpan limit)
    {
        if (!socket.Poll(limit, SelectMode.SelectWrite))
        {
            throw new SocketException((int)SocketError.TimedOut);
        }

        var outcome = (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (outcome != SocketError.Success)
        {
            throw new SocketException((int)outcome);
        }
    }
}
