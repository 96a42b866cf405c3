using System.Net.Sockets;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>
/// kill -9 of a producer amid many calls, or amid one that goes in several parts. The next one repeats what was not answered, with the same ids, or knows nothing of it.
/// </summary>
/// <param name="large">Whether amid one call of several parts; drawn if null.</param>
/// <param name="remembers">Whether the next one repeats what was not answered; drawn if null.</param>
internal sealed class KillProducer(bool? large = null, bool? remembers = null) : Fault
{
    // Within these times after they were begun, calls are under way.
    private const int ManyMilliseconds = 40;
    private const int LargeMilliseconds = 250;

    /// <summary>A part brings more tasks than this.</summary>
    private const int FewTasks = 500;

    /// <summary>How often the server is asked whether a part is there.</summary>
    private const int MostLooks = 500;

    private static readonly TimeSpan Patience = Wait.DefaultLimit;

    public static string Title => "kill -9 of a producer";

    public override string Name => Title;

    public override Lane Lane => Lane.Producers;

    public override int Full => 100;

    public override int Short => 1;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        ProducerSlot slot = scene.Crowd.Slots[dice.Next(scene.Crowd.Slots.Count)];
        await slot.StartedAsync();
        bool parts = large ?? dice.Next(4) == 0, between = dice.Next(2) == 0, repeats = remembers ?? dice.Next(2) == 0;
        string word = parts ? "large" : "burst";
        long before = parts && between ? await ToComeAsync(scene) : 0;
        await slot.Process.WriteLineAsync(word);
        await slot.Process.WaitForLineAsync(line => line == word, Patience, "that it calls");
        if (parts && between)
        {
            for (int looks = 0; looks < MostLooks && await ToComeAsync(scene) is var present && present >= 0 && present <= before + FewTasks; looks++)
            {
                stopping.ThrowIfCancellationRequested();
            }
        }
        else
        {
            await Task.Delay(dice.Next(parts ? LargeMilliseconds : ManyMilliseconds), stopping);
        }

        scene.Tally.Strike(Name, 0);
        scene.Tally.See(Name, parts ? "amid a large workflow" : "amid many calls");
        await slot.KillAsync(repeats);
    }

    /// <summary>How many tasks of workflows wait for their stage, or for the rest of their workflow; -1 where the server cannot be asked.</summary>
    private static async Task<long> ToComeAsync(Scene scene)
    {
        try
        {
            return (long)(await scene.AskAsync("ZCARD", scene.Root + "created"))!;
        }
        catch (Exception away) when (away is IOException or SocketException or InvalidOperationException)
        {
            return -1;
        }
    }
}
