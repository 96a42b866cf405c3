using Taskue.TestSupport;

namespace Taskue.Proof.Load;

/// <summary>Callers that wait at once, each for a task of its own.</summary>
internal sealed class WaitersPart : LoadPart
{
    private const int Clients = 10;

    public override string Name => "waiters";

    public override string Promise => "Ten thousand waiters at once: each is answered.";

    public override int Full => 10_000;

    public override int Short => 100;

    protected override async Task RunAsync(GaugedServer server, TaskueClient client, int count, bool isShort, LoadNotes notes, CancellationToken stopping)
    {
        string[] ids = [.. Enumerable.Range(0, count).Select(_ => TaskId.New())];
        await client.EnqueueManyAsync(ids.Select((id, number) => Quick(number) with { Id = id }), stopping);
        double before = await MegaBytesAsync(server), connections = await ClientsAsync(server);
        var clients = new List<TaskueClient>();
        try
        {
            for (int i = 0; i < Clients; i++)
            {
                clients.Add(await ConnectAsync(server, stopping));
            }

            long heap = GC.GetTotalMemory(forceFullCollection: true);
            Task<TaskInfo>[] waits = [.. ids.Select((id, i) => clients[i % Clients].WaitForTaskAsync(id, Patience, stopping))];
            await Wait.Eventually(async () => await server.Database.HashLengthAsync($"taskue:{{{client.Namespace}:0}}:waiters") == count, "all of them wait", Patience, stopping);
            notes.Add("number", count, $"waiters of {Clients} clients");
            notes.Add("connections for them", await ClientsAsync(server) - connections, "");
            notes.Add("memory in Redis", (await MegaBytesAsync(server) - before) * MegaByte / count, "bytes a waiter");
            notes.Add("memory in their process", (GC.GetTotalMemory(forceFullCollection: true) - heap) / (double)count, "bytes a waiter");
            await using var runner = new TaskueRunner(client, Hundred());
            TaskInfo[] told = [];
            TimeSpan took = await Stopper.TimeAsync(async () =>
            {
                await runner.StartAsync(stopping);
                told = await Task.WhenAll(waits);
            });
            notes.Add("all answered, from the start of a runner", took.TotalSeconds, "s");
            int wrong = told.Where((task, i) => task.Id != ids[i] || task.State != TaskState.Passed).Count();
            if (wrong > 0)
            {
                notes.Wrong($"{wrong} of {count} were told something else than that their task passed");
            }

            await runner.StopAsync(stopping);
        }
        finally
        {
            foreach (TaskueClient one in clients)
            {
                await one.DisposeAsync();
            }
        }
    }
}
