using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Taskue.TestSupport.Tests;

/// <summary>A client and a server that both are this test, with the link between.</summary>
public sealed class LinkProxyTests : IDisposable
{
    private static readonly TimeSpan Patience = Wait.DefaultLimit;

    private readonly Socket listener = Tcp();
    private readonly List<Socket> sockets = [];
    private readonly ConcurrentQueue<string> seen = new();
    private readonly LinkProxy link;

    public LinkProxyTests()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        link = new LinkProxy(((IPEndPoint)listener.LocalEndPoint!).Port, () => bytes => seen.Enqueue(Encoding.UTF8.GetString(bytes)));
    }

    public void Dispose()
    {
        link.Dispose();
        sockets.ForEach(socket => socket.Dispose());
        listener.Dispose();
    }

    [Fact]
    public void It_passes_on_what_comes_and_both_ends_each_alone()
    {
        var (client, server) = Pair();
        Say(client, "question");
        Assert.Equal("question", Hear(server));
        Say(server, "answer");
        Assert.Equal("answer", Hear(client));
        Assert.Equal(["question"], seen);

        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("", Hear(server));
        Say(server, "last words");
        Assert.Equal("last words", Hear(client));
        server.Dispose();
        Assert.Equal("", Hear(client));
        Assert.True(SpinWait.SpinUntil(() => link.Connections.Count == 0, Patience));
        Assert.Equal(1, link.Accepted);
    }

    [Fact]
    public void A_reset_of_one_end_is_a_reset_of_the_other()
    {
        var (client, server) = Pair();
        client.Close(0);
        Assert.Equal(Reset, Hear(server));
    }

    [Fact]
    public void A_cut_resets_both_ends()
    {
        var (client, server) = Pair();
        link.Apply(LinkFault.Parse("cut"));
        Assert.Equal((Reset, Reset), (Hear(client), Hear(server)));
        Assert.True(SpinWait.SpinUntil(() => link.Connections.Count == 0, Patience));
    }

    [Fact]
    public void A_cut_one_way_leaves_the_other_end_with_a_silent_connection_until_it_is_healed()
    {
        var (client, server) = Pair();
        link.Apply(LinkFault.Parse("cut to-client"));
        Assert.Equal(Reset, Hear(client));
        Say(server, "into nothing");
        Assert.False(server.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead));
        link.Heal();
        Assert.Equal(Reset, Hear(server));
    }

    [Fact]
    public void A_request_and_a_reply_can_break_in_the_middle()
    {
        var (client, server) = Pair();
        link.Apply(LinkFault.Parse("cut-after to-server 7"));
        Say(server, "not counted");
        Assert.Equal("not counted", Hear(client));
        Say(client, "1234");
        Assert.Equal("1234", Hear(server));
        Say(client, "56789");
        Assert.Equal("567", Hear(server));
        Assert.Equal((Reset, Reset), (Hear(server), Hear(client)));

        (client, server) = Pair();
        link.Connections[^1].Apply(LinkFault.Parse("cut-after to-client 0"));
        Say(server, "all lost");
        Assert.Equal(Reset, Hear(client));
    }

    [Fact]
    public void A_blackhole_holds_what_is_sent_and_also_the_end_and_gives_it_out_when_healed()
    {
        var (client, server) = Pair();
        link.Apply(LinkFault.Parse("blackhole to-server"));
        var (later, laterServer) = Pair();
        foreach (var (from, to) in (IEnumerable<(Socket, Socket)>)[(client, server), (later, laterServer)])
        {
            Say(from, "held");
            from.Shutdown(SocketShutdown.Send);
            Assert.False(to.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead));
            Say(to, "the other way is open");
            Assert.Equal("the other way is open", Hear(from));
        }

        link.Heal();
        Assert.Equal(("held", ""), (Hear(server), Hear(server)));
        Assert.Equal(("held", ""), (Hear(laterServer), Hear(laterServer)));
    }

    [Fact]
    public void A_half_close_ends_one_direction_and_the_other_goes_on()
    {
        var (client, server) = Pair();
        link.Apply(LinkFault.Parse("half-close to-client"));
        Assert.Equal("", Hear(client));
        Say(server, "lost");
        Say(client, "heard");
        Assert.Equal("heard", Hear(server));
        Assert.Equal("", Hear(client));
    }

    [Fact]
    public void A_delay_holds_back_each_byte_and_not_the_rate()
    {
        var (client, server) = Pair();
        link.Apply(LinkFault.Parse("delay to-server 60"));
        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 1000; i++)
        {
            Say(client, "x");
        }

        var heard = 0;
        while (heard < 1000)
        {
            heard += Hear(server).Length;
            Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(59));
        }

        Assert.True(TimeProvider.System.GetElapsedTime(start) < 1000 * TimeSpan.FromMilliseconds(60));
    }

    [Fact]
    public void A_throttle_limits_the_bytes_a_second()
    {
        var (client, server) = Pair();
        link.Apply(LinkFault.Parse("throttle to-server 10000"));
        var start = TimeProvider.System.GetTimestamp();
        Say(client, new string('x', 2_500));
        for (var heard = 0; heard < 2_500;)
        {
            heard += Hear(server).Length;
        }

        // The last slice is on its way before its time has passed.
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(190));
    }

    [Fact]
    public void New_connections_are_refused_and_open_ones_go_on_until_it_is_healed()
    {
        var (client, server) = Pair();
        link.Apply(LinkFault.Parse("refuse"));
        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(Connect).SocketErrorCode);
        Say(client, "still");
        Assert.Equal("still", Hear(server));

        link.Heal();
        Pair();
    }

    [Fact]
    public void Where_the_server_is_away_a_connection_is_reset_and_a_later_one_passes()
    {
        using var place = new HeldPort();
        using var early = new LinkProxy(place.Number);
        var client = Connect(early.Port);
        Assert.Equal(Reset, Hear(client));

        using Socket late = place.Listen();
        client = Connect(early.Port);
        using var server = late.Accept();
        Say(client, "there");
        Assert.Equal("there", Hear(server));
    }

    private const string Reset = "(reset)";

    private static Socket Tcp() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private (Socket Client, Socket Server) Pair()
    {
        var before = link.Accepted;
        var client = Connect();
        var server = listener.Accept();
        sockets.Add(server);
        Assert.True(SpinWait.SpinUntil(() => link.Accepted > before, Patience));
        return (client, server);
    }

    private Socket Connect() => Connect(link.Port);

    private Socket Connect(int port)
    {
        var client = Tcp();
        sockets.Add(client);
        client.Connect(IPAddress.Loopback, port);
        return client;
    }

    private static void Say(Socket socket, string text) => socket.Send(Encoding.UTF8.GetBytes(text));

    private static string Hear(Socket socket)
    {
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        var bytes = new byte[4096];
        try
        {
            return Encoding.UTF8.GetString(bytes, 0, socket.Receive(bytes));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return Reset;
        }
    }
}
