using System.Globalization;
using System.Text;
using StackExchange.Redis;
using Taskue.RunnerTests;
using Taskue.TestSupport;

namespace Taskue.TrustTests;

/// <summary>A client and a runner with a password, tasks with a telling argument, and outages, wrong passwords and bad arguments; all that was said meanwhile.</summary>
public sealed class BadDay : IAsyncLifetime
{
    public const string Password = "pass-7Q2x-word";
    public const string Argument = "argument-9Zk4-value";
    private static readonly TimeSpan Patience = Wait.DefaultLimit;
    private readonly StringBuilder said = new();

    /// <summary>Every log record, exception and report, and what the server tells of itself.</summary>
    public string Said => said.ToString();

    /// <summary>Every key.</summary>
    public string Stored { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        using var log = new LogSink();
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(new RedisServerOptions { AppendFsync = AppendFsync.Always, Password = Password });
        string connection = $"127.0.0.1:{server.Port},password={Password}", hurried = connection + ",connectTimeout=1000,connectRetry=1";
        var options = new TaskueOptions { RedisTimeout = TimeSpan.FromSeconds(2) };
        await using TaskueClient client = await TaskueClient.ConnectAsync(connection, options);
        await using var runner = new TaskueRunner(client, new RunnerOptions { Name = "one", LoggerFactory = log });
        await runner.StartAsync().WaitAsync(Patience);

        TaskSpec echo = TaskSpec.Call(() => Trusted.Echo(Argument));
        await (await client.EnqueueAsync(echo)).WaitAsync(Patience);
        Say(echo, await FailedAsync(TaskSpec.Call(() => Trusted.Throw(Argument))));
        string unfit = TaskSpec.Call(() => Trusted.Count(1)).Method;
        Say(await FailedAsync(new TaskSpec(new StoredCall(unfit, Encoding.UTF8.GetBytes($"[\"{Argument}\"]")))));
        Say(await FailedAsync(new TaskSpec(new StoredCall(unfit, Encoding.UTF8.GetBytes($"[{{\"{Argument}\"")))));

        await server.KillAsync();
        await FaultAsync(() => client.EnqueueAsync(echo));
        await FaultAsync(() => TaskueClient.ConnectAsync(hurried, options));
        await server.RestartAsync();
        await FaultAsync(() => TaskueClient.ConnectAsync(hurried.Replace(Password, "not-" + Password, StringComparison.Ordinal), options));
        await FaultAsync(() => TaskueClient.ConnectAsync(hurried + ",colour=blue", options));
        await FaultAsync(() => TaskueClient.ConnectAsync(hurried + $",user={Password[..4]}", options));
        await Wait.Eventually(async () => await Record.ExceptionAsync(() => client.EnqueueAsync(echo)) is null, "the client is connected again");
        Say([.. (await client.CheckAsync()).Checks, .. await client.ListRunnersAsync()]);

        await using ConnectionMultiplexer raw = await ConnectionMultiplexer.ConnectAsync(connection + ",allowAdmin=true");
        IServer told = raw.GetServers()[0];
        Say((string?)await told.ExecuteAsync("INFO", "everything"), (string?)await told.ExecuteAsync("CLIENT", "LIST"));
        await runner.StopAsync().WaitAsync(Patience);
        Say([.. log.Lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Id} {line.Text} {line.Fault}"))]);

        Raw keys = await Raw.ReadAsync(raw.GetDatabase(), $"taskue:{{{client.Namespace}:0}}:");
        Stored = string.Join('\n', keys.Keys.Select(key => $"{key} {string.Join(' ', keys.Hash(key))} {string.Join(' ', keys.Sorted(key))} {string.Join(' ', keys.List(key))} {string.Join(' ', keys.Set(key))}"));

        async Task<string> FailedAsync(TaskSpec spec)
        {
            TaskInfo done = await (await client.EnqueueAsync(spec)).WaitAsync(Patience);
            return done.Error!.Type; // its text may quote the argument, and stands with the task, beside it
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task FaultAsync(Func<Task> call)
    {
        Exception fault = await Assert.ThrowsAnyAsync<Exception>(call);
        Say((fault as TaskueException)?.Code, fault);
    }

    private void Say(params object?[] texts) => said.AppendJoin('\n', texts).AppendLine();
}
