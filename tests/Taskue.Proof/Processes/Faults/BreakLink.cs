using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>The link between a runner or producer and the server goes wrong, in one direction or both, on one connection or on all.</summary>
internal sealed class BreakLink(LinkFaultKind kind, int full, int inShort) : Fault
{
    private static readonly LinkWay[] Ways = [LinkWay.ToServer, LinkWay.ToClient, LinkWay.Both];

    public override string Name => $"link: {kind switch
    {
        LinkFaultKind.Cut => "cut",
        LinkFaultKind.CutAfter => "cut within a message",
        LinkFaultKind.Delay => "delayed",
        LinkFaultKind.Throttle => "slow",
        LinkFaultKind.Blackhole => "blackholed",
        LinkFaultKind.HalfClose => "half-closed",
        _ => "refused",
    }}";

    public override Lane Lane => Lane.Links;

    public override int Full => full;

    public override int Short => inShort;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        Link link = scene.Links[dice.Next(scene.Links.Count)];
        LinkWay way = kind == LinkFaultKind.Refuse ? LinkWay.Both : Ways[dice.Next(Ways.Length)];
        LinkFault fault = new LinkFault(kind, way).Drawn(dice);
        if (kind == LinkFaultKind.Delay && dice.Next(3) == 0)
        {
            fault = fault with { Amount = (long)(RoundForm.Expiry.TotalMilliseconds * (1 + dice.NextDouble())) };
        }

        scene.Tally.Strike(Name, link.Runner is { } runner ? scene.Watch.Holding(runner.Name) : 0);
        scene.Tally.See(Name, way switch { LinkWay.Both => "both ways", LinkWay.ToServer => "to the server", _ => "from the server" });
        link.Runner?.Hit(Name);
        IReadOnlyList<LinkConnection> connections = link.Proxy.Connections;
        if (kind != LinkFaultKind.Refuse && connections.Count > 0 && dice.Next(3) == 0)
        {
            connections[dice.Next(connections.Count)].Apply(fault);
        }
        else
        {
            link.Proxy.Apply(fault);
        }

        try
        {
            await Task.Delay(kind == LinkFaultKind.Cut && way == LinkWay.Both ? 0 : dice.Next(200, 2 * (int)RoundForm.Expiry.TotalMilliseconds), stopping);
        }
        finally
        {
            link.Proxy.Heal();
        }
    }
}
