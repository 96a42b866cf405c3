using System.Globalization;

namespace Taskue.TestSupport;

/// <summary>One fault of a link; as text <c>KIND WAY AMOUNT</c>, such as <c>blackhole to-client</c> or <c>cut-after both 120</c>.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Way">In which direction.</param>
/// <param name="Amount">Bytes of a <see cref="LinkFaultKind.CutAfter"/>, milliseconds of a <see cref="LinkFaultKind.Delay"/>, bytes a second of a <see cref="LinkFaultKind.Throttle"/>; else 0.</param>
public sealed record LinkFault(LinkFaultKind Kind, LinkWay Way = LinkWay.Both, long Amount = 0)
{
    private static readonly (LinkFaultKind Kind, string Word)[] Kinds =
    [
        (LinkFaultKind.Cut, "cut"), (LinkFaultKind.CutAfter, "cut-after"), (LinkFaultKind.Delay, "delay"), (LinkFaultKind.Throttle, "throttle"),
        (LinkFaultKind.Blackhole, "blackhole"), (LinkFaultKind.HalfClose, "half-close"), (LinkFaultKind.Refuse, "refuse"),
    ];

    private static readonly (LinkWay Way, string Word)[] Ways = [(LinkWay.Both, "both"), (LinkWay.ToServer, "to-server"), (LinkWay.ToClient, "to-client")];

    /// <summary>Every kind in every direction that it has.</summary>
    public static IReadOnlyList<LinkFault> Every { get; } =
    [
        .. from kind in Kinds
           from way in Ways
           where kind.Kind != LinkFaultKind.Refuse || way.Way == LinkWay.Both
           select new LinkFault(kind.Kind, way.Way),
    ];

    /// <summary>Whether it lasts until the link is healed, for connections to come as well.</summary>
    public bool Lasts => Kind is LinkFaultKind.Delay or LinkFaultKind.Throttle or LinkFaultKind.Blackhole or LinkFaultKind.Refuse;

    /// <summary>The same with an amount that fits its kind.</summary>
    public LinkFault Drawn(Random random) => this with
    {
        Amount = Kind switch
        {
            // As many short as long ones: a break inside a number, a header, a payload, and after some whole replies.
            LinkFaultKind.CutAfter => (long)Math.Exp(random.NextDouble() * Math.Log(20_000)),
            LinkFaultKind.Delay => random.Next(1, 300),
            LinkFaultKind.Throttle => random.Next(2_000, 50_000),
            _ => 0,
        },
    };

    public static LinkFault Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            return new LinkFault(
                Kinds.Single(kind => kind.Word == words[0]).Kind,
                words.Length > 1 ? Ways.Single(way => way.Word == words[1]).Way : LinkWay.Both,
                words.Length > 2 ? long.Parse(words[2], CultureInfo.InvariantCulture) : 0);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new FormatException($"'{text}' is no fault of a link: it is KIND WAY AMOUNT, such as 'cut-after to-client 120'.", e);
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Kinds.Single(kind => kind.Kind == Kind).Word} {Ways.Single(way => way.Way == Way).Word}{(Amount == 0 ? "" : $" {Amount}")}");
}
