using Taskue.TestSupport;

namespace Taskue.Proof.Waits;

/// <summary>What happens while thousands wait, and by when they must be answered.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Promise">What it shows, in one line.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record Trial(string Name, string Promise, Func<Rig, Task> RunAsync)
{
    /// <summary>Whether there are two servers, of which the second follows the first.</summary>
    public bool Two { get; private init; }

    /// <summary>How long a call may take: no call takes so long on a link that is whole. Short where calls on a silent link are waited for.</summary>
    public TimeSpan RedisTimeout { get; private init; } = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<Trial> All { get; } =
    [
        new("messages", "messages alone answer every wait", async rig =>
        {
            await rig.BeginAsync();
            await rig.EndAsync();
            await rig.AnsweredAsync("by its message", reminders: 0);
        }),
        new("after the end", "a wait that begins after the end is answered at once", async rig =>
        {
            await rig.BeginAsync();
            await rig.EndAsync();
            await rig.AnsweredAsync("by its message", reminders: 0);
            rig.WaitAgain();
            await rig.AnsweredAsync("at once, after the end", reminders: 0);
        }),
        new("lost registrations", "where the server has forgotten who waits, one reminder answers every wait", async rig =>
        {
            await rig.BeginAsync();
            rig.LoseRegistrations();
            await rig.EndAsync();
            await rig.AnsweredAsync("by the first reminder", reminders: 1);
        }),
        new("lost messages", "where no messages arrive, one reminder answers every wait", async rig =>
        {
            await rig.BeginAsync();
            rig.Strike(new LinkFault(LinkFaultKind.Refuse));
            rig.Ask("CLIENT", "KILL", "TYPE", "pubsub");
            await rig.EndAsync();
            await rig.AnsweredAsync("by the first reminder", reminders: 1);
            rig.Heal();
        }),
        new("cut links", "what ended while links were cut is answered at the reconnect, without a reminder", async rig =>
        {
            await rig.BeginAsync();
            rig.Strike(new LinkFault(LinkFaultKind.Refuse));
            rig.Strike(new LinkFault(LinkFaultKind.Cut));
            await rig.EndAsync(rig.Tasks / 2);
            rig.Heal();
            await rig.AnsweredAsync("at the reconnect", reminders: 0);
            await rig.EndAsync();
            await rig.AnsweredAsync("by its message or the first reminder", reminders: 1);
        }),
        new("killed connections", "what ended while the server closed connections is answered at the reconnect, without a reminder", async rig =>
        {
            await rig.BeginAsync();
            for (int i = 0; i < 4; i++)
            {
                await rig.EndAsync(rig.Tasks / 8);
                rig.Ask("CLIENT", "KILL", "TYPE", "pubsub");
                rig.Ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            }

            await rig.AnsweredAsync("at the reconnect", reminders: 0);
            await rig.EndAsync();
            await rig.AnsweredAsync("by its message or the first reminder", reminders: 1);
        }),
        new("silent links", "the first reminder after links were silent answers every wait", async rig =>
        {
            await rig.BeginAsync();
            rig.Strike(new LinkFault(LinkFaultKind.Blackhole));
            await rig.EndAsync(rig.Tasks / 2);
            rig.Remind();
            await Task.Delay(TimeSpan.FromSeconds(3));
            rig.Heal();
            await rig.AnsweredAsync("by the first reminder after the silence", reminders: 1);
            await rig.EndAsync();
            await rig.AnsweredAsync("by its message or the first reminder", reminders: 1);
        }) { RedisTimeout = TimeSpan.FromSeconds(2) },
        new("restarted server", "what ended before clients have found a restarted server is answered at the reconnect, without a reminder", async rig =>
        {
            await rig.BeginAsync();
            rig.Strike(new LinkFault(LinkFaultKind.Refuse));
            await rig.Master.KillAsync();
            rig.Remind();
            await rig.Master.RestartAsync();
            await rig.EndAsync(rig.Tasks / 2);
            rig.Heal();
            await rig.AnsweredAsync("at the reconnect", reminders: 0);
            await rig.EndAsync();
            await rig.AnsweredAsync("by its message or the first reminder", reminders: 1);
        }),
        new("demoted server", "two reminders answer every wait after the server has become a replica and the other one the master, and back", async rig =>
        {
            await rig.BeginAsync();
            await rig.Pair.ReplicaOfAsync();
            rig.LoseRegistrations();
            await rig.EndAsync(rig.Tasks / 2);
            await rig.AnsweredAsync("by the second reminder after the switch", reminders: 2);
            await rig.Pair.FailOverAsync();
            rig.LoseRegistrations();
            await rig.EndAsync();
            await rig.AnsweredAsync("by the second reminder after the switch back", reminders: 2);
        }) { Two = true },
        new("lost master", "two reminders answer every wait after the master was killed and its replica has taken its place", async rig =>
        {
            await rig.BeginAsync();
            await rig.Pair.KillAsync();
            rig.LoseRegistrations();
            await rig.EndAsync(rig.Tasks / 2);
            await rig.AnsweredAsync("by the second reminder", reminders: 2);
            await rig.Pair.ReturnAsync();
            await rig.EndAsync();
            await rig.AnsweredAsync("by its message or the first reminder", reminders: 1);
        }) { Two = true },
    ];

    public static Trial Find(string name) => All.First(trial => trial.Name == name);
}
