using System.Net;
using System.Net.Sockets;

namespace Taskue.TestSupport;

/// <summary>A link on 127.0.0.1 between programs and a server, whose faults are switched on and off while it works.</summary>
/// <remarks>
/// A fault falls on one connection (<see cref="LinkConnection.Apply"/>) or on all that are open (<see cref="Apply"/>); one that lasts falls on
/// those to come as well, until <see cref="Heal"/>. The server may be away or come back: each connection of a client makes one to the server,
/// and is reset where that fails. Thread-safe.
/// </remarks>
public sealed class LinkProxy : IDisposable
{
    private readonly int serverPort;
    private readonly Func<Action<ReadOnlySpan<byte>>>? see;
    private readonly Lock gate = new();
    private readonly List<LinkConnection> connections = [];
    private readonly List<LinkFault> lasting = [];
    private readonly HeldPort place = new(); // held all the time; the door stands there only while connections are let in
    private Socket? door;
    private int accepted;
    private bool disposed;

    /// <param name="serverPort">The port of the server on 127.0.0.1; it need not listen yet.</param>
    /// <param name="see">Makes, for each connection, what is shown the bytes that its client sends.</param>
    public LinkProxy(int serverPort, Func<Action<ReadOnlySpan<byte>>>? see = null)
    {
        this.serverPort = serverPort;
        this.see = see;
        Open();
    }

    /// <summary>Where clients connect to.</summary>
    public int Port => place.Number;

    /// <summary>The connections that are open now, the oldest first.</summary>
    public IReadOnlyList<LinkConnection> Connections
    {
        get
        {
            lock (gate)
            {
                return [.. connections];
            }
        }
    }

    /// <summary>How many connections there have been.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>Does this to all connections that are open; and if it lasts, to those that are opened until <see cref="Heal"/>.</summary>
    public void Apply(LinkFault fault)
    {
        lock (gate)
        {
            if (fault.Lasts)
            {
                lasting.Add(fault);
            }

            if (fault.Kind == LinkFaultKind.Refuse)
            {
                door?.Dispose();
                door = null;
                return;
            }
        }

        foreach (var connection in Connections)
        {
            connection.Apply(fault);
        }
    }

    /// <summary>Takes back all that lasts, of all connections and of the link; those that are broken stay so.</summary>
    public void Heal()
    {
        lock (gate)
        {
            lasting.Clear();
            if (door is null && !disposed)
            {
                Open();
            }
        }

        foreach (var connection in Connections)
        {
            connection.Heal();
        }
    }

    /// <summary>Resets all connections, and refuses new ones.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            door?.Dispose();
            place.Dispose();
        }

        foreach (var connection in Connections)
        {
            connection.Cut(LinkWay.Both);
        }
    }

    private void Open()
    {
        Socket door = place.Listen();
        this.door = door;
        new Thread(() => Accept(door)) { IsBackground = true, Name = "link" }.Start();
    }

    private void Accept(Socket door)
    {
        try
        {
            while (true)
            {
                Pass(door.Accept());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private void Pass(Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            server.Connect(IPAddress.Loopback, serverPort);
        }
        catch (SocketException)
        {
            client.Close(0);
            server.Dispose();
            return;
        }

        client.NoDelay = server.NoDelay = true;
        lock (gate)
        {
            var connection = new LinkConnection(++accepted, client, server, see?.Invoke(), Forget);
            foreach (var fault in lasting.Where(fault => fault.Kind != LinkFaultKind.Refuse))
            {
                connection.Apply(fault);
            }

            connections.Add(connection);
            connection.Start();
            if (disposed)
            {
                connection.Cut(LinkWay.Both);
            }
        }
    }

    private void Forget(LinkConnection connection)
    {
        lock (gate)
        {
            connections.Remove(connection);
        }
    }
}
