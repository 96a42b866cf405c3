using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>A section that drains at the steps of one axis.</summary>
internal abstract class ScalingSection : Section
{
    public override string Group => "scaling";

    protected static RunnerOptions Hundred => new() { Concurrency = 100, ForwardConsole = false };

    /// <summary>A drain that is not measured: the code is compiled, and the pools are filled, before the first step.</summary>
    protected static async Task WarmAsync(BenchRun run, GaugedServer server)
    {
        await using TaskueClient client = await server.ConnectAsync();
        await Drain.RunAsync(server, client, run.Pick(tiny: 100, quick: 30_000, full: 100_000), 100);
    }
}
