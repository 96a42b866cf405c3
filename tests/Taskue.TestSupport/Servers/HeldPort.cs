using System.Net;
using System.Net.Sockets;

namespace Taskue.TestSupport;

/// <summary>A free port of 127.0.0.1 that is nobody else's until this is disposed of, also while no server listens there.</summary>
/// <remarks>
/// It is bound and never listened at. A server that sets SO_REUSEADDR, as redis-server does, can bind it besides and listen; the system gives a
/// bound port to nobody who asks for any free one.
/// </remarks>
public sealed class HeldPort : IDisposable
{
    private readonly Socket place = Reusable();

    public HeldPort() => place.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Number => ((IPEndPoint)place.LocalEndPoint!).Port;

    /// <summary>A socket of this process that listens there.</summary>
    public Socket Listen()
    {
        Socket door = Reusable();
        door.Bind(place.LocalEndPoint!);
        door.Listen(512);
        return door;
    }

    public void Dispose() => place.Dispose();

    private static Socket Reusable() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = false };
}
