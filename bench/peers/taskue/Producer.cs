using Taskue.Bench.Peers;

namespace Taskue.Bench.TaskuePeer;

internal sealed class Producer(TaskueClient taskue) : IProducer
{
    private static readonly string Text = Orders.Text;

    public async Task<string> EnqueueAsync(string body, int number) => (await taskue.EnqueueAsync(Spec(body, number))).Id;

    public Task EnqueueBulkAsync(string body, int count) => taskue.EnqueueManyAsync(Enumerable.Range(0, count).Select(i => Spec(body, i)));

    // There is no call for many workflows: several calls are under way at once on the one connection.
    public Task EnqueueWorkflowsAsync(int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, cancellation) => await taskue.EnqueueAsync(new WorkflowSpec(
            "ten and one", [[.. Enumerable.Range(11 * i, 10).Select(number => Spec("none", number))], [Spec("none", (11 * i) + 10)]]), cancellation));

    private static TaskSpec Spec(string body, int number) => body switch
    {
        "none" => TaskSpec.Call(() => Tasks.None(number, Text)),
        "cpu" => TaskSpec.Call(() => Tasks.Cpu(number, Text)),
        "await" => TaskSpec.Call(() => Tasks.Await(number, Text)),
        _ => TaskSpec.Call(() => Tasks.Hold(number, Text)),
    };
}
