using Taskue.RunnerTests;
using Taskue.TestSupport;

namespace Taskue.LinkTests;

/// <summary>Producers and waiters behind a link that breaks.</summary>
public sealed class ClientLinkTests : LinkTest
{
    [Theory]
    [MemberData(nameof(Faults), MemberType = typeof(LinkTest))]
    public async Task Through_each_fault_every_call_comes_back_and_what_is_repeated_is_stored_once(string text)
    {
        LinkFault fault = LinkFault.Parse(text);
        LinkProxy link = Link();
        TaskueClient client = await ConnectAsync(link);
        string[] tasks = [.. Enumerable.Range(0, 200).Select(_ => TaskId.New())];
        string flow = TaskId.New();
        var begun = new TaskCompletionSource();
        Task<int> calling = Task.Run(async () =>
        {
            int lost = 0;
            for (int i = 0; i < tasks.Length; i++)
            {
                TaskSpec spec = TaskSpec.Call(() => Bodies.Nothing(1)) with { Id = tasks[i] };
                lost += await UntilAnsweredAsync(() => client.EnqueueAsync(spec));
                if (i == 20)
                {
                    begun.SetResult();
                }
            }

            return lost + await UntilAnsweredAsync(() => client.EnqueueAsync(
                new WorkflowSpec("w", [[TaskSpec.Call(() => Bodies.Nothing(1))], [TaskSpec.Call(() => Bodies.Nothing(2))]]) with { Id = flow }));
        });

        await begun.Task.WaitAsync(Patience);
        for (int round = 0; round < 5 && !calling.IsCompleted; round++)
        {
            link.Apply(fault);
            await Task.WhenAny(calling, Task.Delay(CallLimit / 2));
            link.Heal();
        }

        await calling.WaitAsync(Patience);
        await UntilAnsweredAsync(() => client.GetTaskAsync(tasks[0]));
        TaskCounts counts = await Direct.CountTasksAsync();
        Assert.Equal((tasks.Length + 2, tasks.Length + 1), (counts.Total, counts.Pending));
        Assert.Equal(WorkflowState.Pending, (await Direct.GetWorkflowAsync(flow)).State);
    }

    [Fact]
    public async Task Whichever_connection_of_a_waiter_falls_silent_it_is_answered()
    {
        await StartAsync(Link());
        var waiters = new List<Task>();
        foreach ((string fault, int i) in from fault in (string[])["blackhole both", "cut to-server"] from i in Enumerable.Range(0, 2) select (fault, i))
        {
            LinkProxy link = Link();
            TaskueClient client = await ConnectAsync(link);
            TaskHandle<string> task = await Direct.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!));
            waiters.Add(client.WaitForTaskAsync(task.Id));
            await Wait.Eventually(async () => await Direct.Link.Database.HashExistsAsync(new Store.KeySpace("taskue", Namespace).Key("waiters"), task.Id), "it is waited for");
            Assert.Equal(2, link.Connections.Count);
            link.Connections[i].Apply(LinkFault.Parse(fault));
        }

        Door.Open();
        await Task.WhenAll(waiters).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_wait_ends_in_its_time_also_where_the_messages_connection_was_silent_from_the_beginning()
    {
        LinkProxy link = Link();
        TaskueClient client = await ConnectAsync(link);
        TaskHandle task = await Direct.EnqueueAsync(() => Bodies.Nothing(1));
        foreach (LinkConnection connection in link.Connections)
        {
            connection.Apply(LinkFault.Parse("blackhole both"));
        }

        Exception fault = await Assert.ThrowsAnyAsync<TaskueException>(() => client.WaitForTaskAsync(task.Id, TimeSpan.FromSeconds(1))).WaitAsync(TimeSpan.FromSeconds(15));
        Assert.True(fault is WaitTimeoutException or StoreException { IsTransient: true }, fault.ToString());
    }

    /// <summary>Repeats a call until it is answered; how often it was not.</summary>
    private static async Task<int> UntilAnsweredAsync(Func<Task> call)
    {
        for (int lost = 0; ; lost++)
        {
            try
            {
                await call().WaitAsync(Patience);
                return lost;
            }
            catch (StoreException fault) when (fault.IsTransient)
            {
                Assert.Equal(WriteOutcome.Unknown, fault.Outcome);
                await Task.Delay(10);
            }
        }
    }
}
