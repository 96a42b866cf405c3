using System.Net.Sockets;

namespace Taskue.TestSupport;

/// <summary>One connection that passes through a <see cref="LinkProxy"/>.</summary>
public sealed class LinkConnection
{
    private readonly Socket client;
    private readonly Socket server;
    private readonly LinkPipe toServer;
    private readonly LinkPipe toClient;
    private readonly Action<LinkConnection> ended;
    private int pipes = 2;

    internal LinkConnection(int number, Socket client, Socket server, Action<ReadOnlySpan<byte>>? see, Action<LinkConnection> ended)
    {
        Number = number;
        this.client = client;
        this.server = server;
        this.ended = ended;
        toServer = new LinkPipe(client, server, see, this);
        toClient = new LinkPipe(server, client, null, this);
    }

    /// <summary>The how manieth it was, from 1.</summary>
    public int Number { get; }

    /// <summary>Whether only one end knows that it has been cut.</summary>
    internal bool IsTorn { get; private set; }

    /// <summary>Does this to the one connection; new connections are refused by the link only.</summary>
    public void Apply(LinkFault fault)
    {
        if (fault.Kind == LinkFaultKind.Cut)
        {
            Cut(fault.Way);
            return;
        }

        foreach (var pipe in Pipes(fault.Way))
        {
            switch (fault.Kind)
            {
                case LinkFaultKind.CutAfter:
                    pipe.BytesToCut = fault.Amount;
                    break;
                case LinkFaultKind.Delay:
                    pipe.Delay = fault.Amount;
                    break;
                case LinkFaultKind.Throttle:
                    pipe.BytesPerSecond = fault.Amount;
                    break;
                case LinkFaultKind.Blackhole:
                    pipe.Held = true;
                    break;
                case LinkFaultKind.HalfClose:
                    pipe.Finish();
                    break;
                default:
                    throw new ArgumentException($"'{fault}' is no fault of one connection.", nameof(fault));
            }
        }
    }

    /// <summary>Takes back what lasts, and what is still to come.</summary>
    public void Heal()
    {
        foreach (var pipe in Pipes(LinkWay.Both))
        {
            (pipe.BytesToCut, pipe.Delay, pipe.BytesPerSecond, pipe.Held) = (-1, 0, 0, false);
        }

        if (IsTorn)
        {
            Cut(LinkWay.Both);
        }
    }

    internal void Start()
    {
        toServer.Start();
        toClient.Start();
    }

    internal void Cut(LinkWay way)
    {
        IsTorn = way != LinkWay.Both;
        if (way.HasFlag(LinkWay.ToClient))
        {
            client.Close(0);
        }

        if (way.HasFlag(LinkWay.ToServer))
        {
            server.Close(0);
        }

        foreach (var pipe in Pipes(LinkWay.Both))
        {
            pipe.Held = false; // so that its threads end
        }
    }

    internal void Ended()
    {
        if (Interlocked.Decrement(ref pipes) == 0)
        {
            client.Dispose();
            server.Dispose();
            ended(this);
        }
    }

    private IEnumerable<LinkPipe> Pipes(LinkWay way)
    {
        if (way.HasFlag(LinkWay.ToServer))
        {
            yield return toServer;
        }

        if (way.HasFlag(LinkWay.ToClient))
        {
            yield return toClient;
        }
    }
}
