using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>Every kind of fault that a campaign injects.</summary>
internal static class FaultKinds
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new KillRunner(), new StopRunner(), new FreezeRunner(), new StarveRunner(), new WrongClock(), new KillProducer(),
        new KillServer(), new FillDisk(), new FillMemory(), new FlushScripts(), new KillClients(), new PauseClients(), new SlowScript(),
        new BreakLink(LinkFaultKind.Cut, 40, 1), new BreakLink(LinkFaultKind.CutAfter, 40, 0), new BreakLink(LinkFaultKind.Delay, 40, 1),
        new BreakLink(LinkFaultKind.Blackhole, 40, 1), new BreakLink(LinkFaultKind.HalfClose, 40, 1),
        new BreakLink(LinkFaultKind.Throttle, 20, 0), new BreakLink(LinkFaultKind.Refuse, 20, 0),
        new FailOver(), new MixVersions(),
    ];
}
