using System.Globalization;

namespace Taskue.ProcessHost;

/// <summary>A producer under load.</summary>
/// <remarks>
/// Settings: redis, namespace, records (the folder that its <see cref="History"/> goes to), seed, pace (between two steps of a hand), enough (how many tasks may
/// wait in the namespace before it rests), redisTimeout, resume (ids of processes, with commas between, whose unanswered calls it repeats first). It prints
/// "started" and, told "stop" on its standard input and with everything answered, "finished" (exit code 0). Told "burst" it makes many calls at once, and told
/// "large" one that goes in several parts; it repeats the word when it begins.
/// </remarks>
internal static class ProducerRole
{
    private const int Enough = 300;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(Settings settings)
    {
        using var stop = new CancellationTokenSource();
        int seed = settings.Number("seed", 1);
        Producer? producer = null;
        CommandLines.Listen(settings, line =>
        {
            switch (line)
            {
                case "stop":
                    stop.Cancel();
                    break;
                case "burst":
                    producer!.Burst(new Random(~seed));
                    break;
                case "large":
                    producer!.Large();
                    break;
            }
        });
        using var history = new History(settings.Text("records"));
        await using TaskueClient client = await ConnectAsync(settings);
        producer = new Producer(client, history, seed, settings.Time("pace", Pace), settings.Number("enough", Enough));
        if (settings.Find("resume") is { } earlier)
        {
            producer.Resume(History.Unanswered(History.Read(settings.Text("records")), earlier.Split(',').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToHashSet()));
        }

        Console.WriteLine("started");
        await producer.RunAsync(stop.Token);
        Console.WriteLine("finished");
        return 0;
    }

    private static async Task<TaskueClient> ConnectAsync(Settings settings)
    {
        while (true)
        {
            try
            {
                return await TaskueClient.ConnectAsync(settings.Text("redis"), settings.Client());
            }
            catch (StoreException fault) when (fault.IsTransient)
            {
                Console.WriteLine($"refused {fault.Code} {fault.Message}");
            }
        }
    }
}
