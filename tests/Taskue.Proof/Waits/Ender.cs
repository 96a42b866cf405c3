using System.Globalization;
using StackExchange.Redis;
using Taskue.Store;

namespace Taskue.Proof.Waits;

/// <summary>Ends tasks in the store, as a runner does whose bodies take no time: as many as are asked for, in the order of their queue.</summary>
internal static class Ender
{
    private const int Slots = 500;

    private static int count;

    /// <returns>The tasks that it has ended.</returns>
    public static async Task<IReadOnlyList<string>> EndAsync(RedisStore store, int most)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"ender-{Interlocked.Increment(ref count)}");
        var keys = new RunnerKeys($"{name}@{TaskId.New()}", name, [Names.DefaultQueue]);
        await store.RegisterAsync(keys, new RunnerRow(name, Slots, "host", 1, "0.1.0", keys.Queues), TimeSpan.FromHours(1), TimeSpan.FromHours(3));
        var ended = new List<string>();
        IReadOnlyList<ClaimedTask> holds = [];
        for (long number = 1; ; number++)
        {
            ExchangeReply reply = store.Exchange(keys, new Exchange
            {
                Number = number, Free = Math.Min(Slots, most - ended.Count - holds.Count),
                DefaultTimeout = TimeSpan.FromHours(1), Strict = true, Park = false, Adopt = [],
                Finished = [.. holds.Select(task =>
                    new FinishedStart(task.Id, task.Starts, Ending.Passed, "", OutcomeRecord.Write(name, "1"u8, null, default), default, null))],
            });
            ended.AddRange(holds.Select(task => task.Id));
            holds = [.. reply.Claims];
            while (reply.Advancing && await store.AdvanceAsync(null, keys.Queues) > 0)
            {
            }

            if (holds.Count == 0 && !reply.Advancing)
            {
                await store.LeaveAsync(keys, stopped: true);
                return ended;
            }
        }
    }
}
