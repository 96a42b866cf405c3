namespace Taskue.ProcessHost;

/// <summary>A producer under load.</summary>
/// <remarks>
/// Settings: redis, namespace, records (the folder that its <see cref="History"/> goes to), seed, pace (between two steps of a hand), enough (how many tasks may
/// wait in the namespace before it rests), redisTimeout. It prints
/// "started" and, told "stop" on its standard input and with everything answered, "finished" (exit code 0).
/// </remarks>
internal static class ProducerRole
{
    private const int Enough = 300;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(Settings settings)
    {
        using var stop = new CancellationTokenSource();
        CommandLines.Listen(settings, line =>
        {
            if (line == "stop")
            {
                stop.Cancel();
            }
        });
        using var history = new History(settings.Text("records"));
        await using TaskueClient client = await ConnectAsync(settings);
        Console.WriteLine("started");
        await new Producer(client, history, settings.Number("seed", 1), settings.Time("pace", Pace), settings.Number("enough", Enough)).RunAsync(stop.Token);
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
