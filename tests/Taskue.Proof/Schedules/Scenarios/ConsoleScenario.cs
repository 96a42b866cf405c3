using Taskue.Proof.Fuzz;
using Taskue.Proof.Schedules.Engine;
using Taskue.Proof.Schedules.Shims;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>Tasks print, and so does a logger that has kept the console's writer from before the runner began to capture.</summary>
internal sealed class ConsoleScenario : Scenario
{
    public override string Name => "console";

    public override string Promise => "what tasks and loggers print reaches the terminal, each line in one piece and once, and none of them waits for ever";

    private static string[] Shown => Consoles.Shown.Split(Environment.NewLine)[..^1];

    public override async Task RunAsync(Dice dice, bool pressing)
    {
        var stage = new RunnerStage(dice, pressing, options => (options.CaptureLogs, options.ForwardConsole) = (true, true));
        stage.Bodies.Print = true;
        stage.PrintTo(Console.Out, Console.Error);
        await stage.Runner.StartAsync();
        await stage.EnqueueAsync(2 + dice.Below(5), 300, BodyKind.Instant, BodyKind.Throws);
        await stage.UntilAsync("all tasks end", () => stage.Ledger.Ended == stage.Ids.Count);
        await stage.UntilAsync("all lines are shown while the runner lives", () => Shown.Length >= stage.Printed.Count + stage.Bodies.Printed.Count);
        await stage.EndAsync(mayBeLeft: false);
        string[] printed = [.. stage.Printed.Concat(stage.Bodies.Printed).Order(StringComparer.Ordinal)];
        if (!printed.SequenceEqual(Shown.Order(StringComparer.Ordinal), StringComparer.Ordinal))
        {
            Scheduler.Fail($"printed was '{string.Join(", ", printed)}', and shown '{string.Join(", ", Shown)}'");
        }
    }
}
