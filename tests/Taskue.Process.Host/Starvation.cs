namespace Taskue.ProcessHost;

/// <summary>Blocks every thread of the pool, until the end.</summary>
internal static class Starvation
{
    private const int Threads = 4;
    private const int Waiting = 100;

    private static ManualResetEventSlim? fed;

    public static void Begin()
    {
        ThreadPool.SetMinThreads(Threads, Threads);
        ThreadPool.SetMaxThreads(Threads, Threads);
        var end = new ManualResetEventSlim();
        fed = end;
        using var blocked = new CountdownEvent(Threads);
        for (int i = 0; i < Waiting; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ =>
            {
                if (!blocked.IsSet)
                {
                    blocked.Signal();
                }

                end.Wait();
            }, null);
        }

        blocked.Wait();
    }

    public static void End() => fed?.Set();
}
