using System.Diagnostics;
using System.Globalization;

namespace Taskue.Bench.Peers;

/// <summary>What a producer of a .NET system can do. Bodies are <c>none</c>, <c>cpu</c>, <c>await</c> and <c>hold</c>.</summary>
internal interface IProducer
{
    /// <summary>One task; its id.</summary>
    Task<string> EnqueueAsync(string body, int number);

    /// <summary>Many tasks, by the best call that the system has for it.</summary>
    Task EnqueueBulkAsync(string body, int count);

    /// <summary>Workflows of ten tasks and one after them.</summary>
    Task EnqueueWorkflowsAsync(int count);
}

/// <summary>Does what the bench says on standard input, one order a line, and answers each with one line.</summary>
internal static class Orders
{
    public const string Text = "hello";

    public static async Task FollowAsync(IProducer producer)
    {
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            string[] words = line.Split(' ');
            int count = int.Parse(words[1], CultureInfo.InvariantCulture);
            switch (words[0])
            {
                case "single":
                    await TimedAsync(async () =>
                    {
                        for (int i = 0; i < count; i++)
                        {
                            await producer.EnqueueAsync("none", i);
                        }
                    });
                    break;
                case "bulk":
                    await TimedAsync(() => producer.EnqueueBulkAsync(words[2], count));
                    break;
                case "workflow":
                    await TimedAsync(() => producer.EnqueueWorkflowsAsync(count));
                    break;
                case "hold":
                    var ids = new List<string>();
                    for (int i = 0; i < count; i++)
                    {
                        ids.Add(await producer.EnqueueAsync("hold", i));
                    }

                    Console.WriteLine($"ids {string.Join(' ', ids)}");
                    break;
                case "latency":
                    await LatencyAsync(producer, count, new FileInfo(words[2]), TimeSpan.FromSeconds(int.Parse(words[3], CultureInfo.InvariantCulture)));
                    break;
                default:
                    throw new InvalidOperationException($"'{line}' is no order");
            }
        }
    }

    private static async Task TimedAsync(Func<Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        await work();
        Console.WriteLine($"done {start} {Stopwatch.GetTimestamp()}");
    }

    // One task at a time, the next one some milliseconds after the one before has run: the system is idle in between. The limit counts
    // from the second one: the first may have to wait for the worker to start.
    private static async Task LatencyAsync(IProducer producer, int count, FileInfo file, TimeSpan limit)
    {
        var called = new List<long>(count);
        for (int i = 0; i < count && (i < 2 || Stopwatch.GetElapsedTime(called[1]) < limit); i++)
        {
            called.Add(Stopwatch.GetTimestamp());
            await producer.EnqueueAsync("none", i);
            do
            {
                await Task.Delay(1);
                file.Refresh();
            }
            while ((!file.Exists || file.Length < 16L * (i + 1)) && Stopwatch.GetElapsedTime(called[i]) < TimeSpan.FromSeconds(20));

            await Task.Delay(3 + (i % 3));
        }

        Console.WriteLine($"called {string.Join(' ', called)}");
    }
}
