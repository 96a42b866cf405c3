using System.Globalization;
using StackExchange.Redis;
using Taskue.Proof.Model;
using Taskue.Store;
using Taskue.TestSupport;

namespace Taskue.Proof.Waits;

/// <summary>One wait, for one task or workflow, by one client.</summary>
/// <param name="Id">What is waited for.</param>
/// <param name="Answer">What was wrong with its answer; empty is good.</param>
internal sealed record Waiting(string Id, Task<string> Answer);

/// <summary>
/// Servers, and clients that wait, each with a link of its own to each server, and with reminders that come when they are told to. What is done at the servers
/// goes over connections that no fault touches.
/// </summary>
internal sealed class Rig : IAsyncDisposable
{
    private const string Prefix = "taskue";
    private const string Namespace = "waits";
    private const string Root = Prefix + ":{" + Namespace + ":0}:";
    private const int Clients = 3;
    private const int TasksOfFlow = 2;

    /// <summary>How long a message may take before reminders are tried. No verdict depends on it.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(2);

    private readonly int waiters;
    private readonly TimeSpan patience;
    private readonly List<RedisServerProcess> servers = [];
    private readonly List<LinkProxy> links = [];
    private readonly List<TaskueClient> clients = [];
    private readonly List<HeldReminders> clocks = [];
    private readonly List<Waiting> waits = [];
    private readonly HashSet<string> ended = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource over = new();
    private RedisPair? pair;
    private string[] tasks = [];
    private int left;

    private Rig(int waiters, TimeSpan patience)
    {
        this.waiters = waiters;
        this.patience = patience;
    }

    /// <summary>How many tasks are waited for.</summary>
    public int Tasks => tasks.Length;

    /// <summary>The server that is written to.</summary>
    public RedisServerProcess Master => pair?.Master ?? servers[0];

    /// <summary>The two servers, in a trial that has two.</summary>
    public RedisPair Pair => pair ?? throw new InvalidOperationException("This trial has one server.");

    public List<string> Violations { get; } = [];

    /// <summary>How many reminders were needed, at most, by any wait.</summary>
    public int Reminders { get; private set; }

    /// <param name="two">Whether there are two servers, of which the second follows the first.</param>
    /// <param name="waiters">How many waits.</param>
    /// <param name="redisTimeout">Of the clients.</param>
    /// <param name="patience">How long an answer that is due may take: longer than any load of the machine makes it.</param>
    public static async Task<Rig> OpenAsync(bool two, int waiters, TimeSpan redisTimeout, TimeSpan patience)
    {
        var rig = new Rig(waiters, patience);
        try
        {
            var settings = new RedisServerOptions { AppendFsync = AppendFsync.Always };
            if (two)
            {
                rig.pair = await RedisPair.StartAsync(settings);
                rig.servers.AddRange([rig.pair.Master, rig.pair.Replica]);
            }
            else
            {
                rig.servers.Add(await RedisServerProcess.StartAsync(settings));
            }

            for (int i = 0; i < Clients; i++)
            {
                LinkProxy[] own = [.. rig.servers.Select(server => new LinkProxy(server.Port))];
                rig.links.AddRange(own);
                var clock = new HeldReminders();
                rig.clocks.Add(clock);
                string addresses = string.Join(',', own.Select(link => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{link.Port}")));
                var options = new TaskueOptions { Namespace = Namespace, RedisTimeout = redisTimeout, Clock = clock };
                rig.clients.Add(await TaskueClient.ConnectAsync(addresses + ",connectTimeout=2000,connectRetry=20", options));
            }

            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>Tasks and workflows are enqueued, and all clients wait for them, each for its own and some of the others'; all are registered.</summary>
    public async Task BeginAsync()
    {
        var spec = new TaskSpec(new StoredCall("Proof|Work|Do()", "[]"u8.ToArray()));
        string[] flows = [.. Enumerable.Range(0, waiters / 20).Select(_ => TaskId.New())];
        tasks = [.. Enumerable.Range(0, waiters - flows.Length).Select(_ => TaskId.New())];
        left = tasks.Length + (TasksOfFlow * flows.Length);
        await using (ConnectionMultiplexer connection = await ConnectAsync())
        {
            RedisStore store = StoreOn(connection);
            foreach (string[] some in tasks.Chunk(500))
            {
                await store.EnqueueAsync([.. some.Select(id => new NewTask(id, spec))]);
            }

            await Task.WhenAll(flows.Select(id => store.EnqueueFlowAsync(new NewFlow(
                id, new WorkflowSpec("waits", [[spec], [spec]]), [[TaskId.New()], [TaskId.New()]]))));
        }

        Wait(tasks, flows);
        await TestSupport.Wait.Eventually(() => Registrations() == waits.Count, "all waits are registered", patience);
        // A connection answers in order: after this answer no client waits for that of a registration.
        await Task.WhenAll(clients.Select(client => client.GetTaskAsync(tasks[0])));
    }

    private int Registrations() => ((IReadOnlyList<object?>)Ask("HVALS", Root + "waiters")!).Sum(clients => ((string)clients!).Split(',').Length);

    /// <summary>The same is waited for once more.</summary>
    public void WaitAgain() => Wait(tasks, []);

    /// <summary>So many tasks end, in the order in which they were enqueued; all that are left unless told otherwise.</summary>
    public async Task EndAsync(int? count = null)
    {
        await using ConnectionMultiplexer connection = await ConnectAsync();
        IReadOnlyList<string> some = await Ender.EndAsync(StoreOn(connection), count ?? left);
        left -= some.Count;
        ended.UnionWith(some);
        if (count is null && left > 0)
        {
            throw new InvalidOperationException($"{left} tasks did not end.");
        }
    }

    /// <summary>A command to the server that is written to.</summary>
    public object? Ask(params string[] command)
    {
        using var line = new RawLine(Master.Port, Master.Password);
        return line.Ask(command);
    }

    /// <summary>The server forgets who waits: nobody is told of what ends.</summary>
    public void LoseRegistrations() => Ask("DEL", Root + "waiters");

    public void Strike(LinkFault fault) => links.ForEach(link => link.Apply(fault));

    public void Heal() => links.ForEach(link => link.Heal());

    /// <summary>A reminder is due at every client.</summary>
    public void Remind() => clocks.ForEach(clock => clock.Pass());

    /// <summary>What has ended was answered, rightly, with the help of so many reminders at most; a violation if not.</summary>
    /// <param name="how">Says by what.</param>
    /// <param name="reminders">How many reminders there may be.</param>
    public async Task AnsweredAsync(string how, int reminders)
    {
        Task<string>[] due = [.. waits.Where(wait => left == 0 || ended.Contains(wait.Id)).Select(wait => wait.Answer)];
        Task<string[]> all = Task.WhenAll(due);
        bool answered = await InTimeAsync(all, reminders == 0 ? patience : Told);
        for (int i = 1; !answered && i <= reminders; i++)
        {
            Remind();
            Reminders = Math.Max(Reminders, i);
            answered = await InTimeAsync(all, i < reminders ? Told : patience);
        }

        if (!answered)
        {
            Violations.Add(string.Create(CultureInfo.InvariantCulture,
                $"{due.Count(wait => !wait.IsCompleted)} of {due.Length} waits for what has ended were not answered {how}"));
        }

        Violations.AddRange(due.Where(wait => wait is { IsCompletedSuccessfully: true, Result.Length: > 0 }).Select(wait => wait.Result).Take(3));
    }

    /// <summary>All is over: nothing may be left of the waits, and clients end well.</summary>
    public async Task CloseAsync()
    {
        if (clocks.Any(clock => !clock.Periods.Any(period => period <= WaitSection.Reminder)))
        {
            Violations.Add($"a client has no reminder that comes every {WaitSection.Reminder}, or more often");
        }

        if (Violations.Count == 0 && (long)Ask("HLEN", Root + "waiters")! is > 0 and var count)
        {
            Violations.Add($"{count} ids are still registered, and all have ended");
        }

        await over.CancelAsync();
        foreach (TaskueClient client in clients)
        {
            try
            {
                await client.DisposeAsync().AsTask().WaitAsync(patience);
            }
            catch (Exception fault)
            {
                Violations.Add($"a client does not end: {fault.Message}");
            }
        }

        clients.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        links.ForEach(link => link.Dispose());
        foreach (RedisServerProcess server in servers)
        {
            await server.DisposeAsync();
        }

        over.Dispose();
    }

    /// <summary>Each client waits for its own share, and for every fiftieth of the others'.</summary>
    private void Wait(string[] tasks, string[] flows)
    {
        for (int client = 0; client < Clients; client++)
        {
            TaskueClient one = clients[client];
            waits.AddRange(tasks.Where((_, i) => i % Clients == client || i % 50 == 0).Select(id => new Waiting(id, TaskAsync(one, id))));
            waits.AddRange(flows.Where((_, i) => i % Clients == client).Select(id => new Waiting(id, FlowAsync(one, id))));
        }
    }

    private Task<string> TaskAsync(TaskueClient client, string id) => SaidAsync(async () =>
    {
        TaskInfo task = await client.WaitForTaskAsync(id, Timeout.InfiniteTimeSpan, over.Token);
        return task.Id == id && task.State == TaskState.Passed ? "" : $"the wait for {id} was answered {task.Id} {task.State}";
    });

    private Task<string> FlowAsync(TaskueClient client, string id) => SaidAsync(async () =>
    {
        WorkflowInfo flow = await client.WaitForWorkflowAsync(id, Timeout.InfiniteTimeSpan, over.Token);
        return flow.Id == id && flow.State == WorkflowState.Passed ? "" : $"the wait for workflow {id} was answered {flow.Id} {flow.State}";
    });

    private static async Task<string> SaidAsync(Func<Task<string>> wait)
    {
        try
        {
            return await wait();
        }
        catch (Exception fault)
        {
            return $"a wait ended with {fault.GetType().Name}: {fault.Message}";
        }
    }

    private static async Task<bool> InTimeAsync(Task all, TimeSpan limit)
    {
        await Task.WhenAny(all, Task.Delay(limit));
        return all.IsCompleted;
    }

    private Task<ConnectionMultiplexer> ConnectAsync()
    {
        var settings = ConfigurationOptions.Parse(Master.ConnectionString);
        settings.AsyncTimeout = settings.SyncTimeout = (int)TestServers.Patience.TotalMilliseconds;
        return ConnectionMultiplexer.ConnectAsync(settings);
    }

    private static RedisStore StoreOn(ConnectionMultiplexer connection) => new(connection.GetDatabase(), Prefix, Namespace);
}
