namespace Taskue.Proof.Processes;

/// <summary>Every kind of fault that a campaign injects.</summary>
internal static class FaultKinds
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new KillRunner(), new StopRunner(), new FreezeRunner(), new StarveRunner(), new WrongClock(),
        new KillServer(), new FillDisk(), new FillMemory(), new FlushScripts(), new KillClients(), new PauseClients(), new SlowScript(),
    ];
}
