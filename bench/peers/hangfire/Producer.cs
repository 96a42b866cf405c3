using Hangfire;
using Taskue.Bench.Peers;

namespace Taskue.Bench.HangfirePeer;

internal sealed class Producer : IProducer
{
    private const int Threads = 8;
    private static readonly string Text = Orders.Text;

    // Hangfire's enqueueing blocks; its asynchronous calls are not in the open source storage interface.
    public Task<string> EnqueueAsync(string body, int number) => Task.FromResult(Enqueue(body, number));

    // There is no call for many, so this is what users do: a loop, here on eight threads that share the one connection. They are
    // threads of their own: blocking calls of Redis on the thread pool's starve each other.
    public Task EnqueueBulkAsync(string body, int count) => Task.WhenAll(Enumerable.Range(0, Threads).Select(first => Task.Factory.StartNew(() =>
    {
        for (int i = first; i < count; i += Threads)
        {
            Enqueue(body, i);
        }
    }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    public Task EnqueueWorkflowsAsync(int count) => throw new NotSupportedException("Batches are in Hangfire Pro, which is paid");

    private static string Enqueue(string body, int number) => body switch
    {
        "none" => BackgroundJob.Enqueue(() => Jobs.None(number, Text)),
        "cpu" => BackgroundJob.Enqueue(() => Jobs.Cpu(number, Text)),
        "await" => BackgroundJob.Enqueue(() => Jobs.Await(number, Text)),
        _ => BackgroundJob.Enqueue(() => Jobs.Hold(number, Text)),
    };
}
