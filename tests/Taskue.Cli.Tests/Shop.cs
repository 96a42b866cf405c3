using Microsoft.Extensions.Logging;
using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

/// <summary>A namespace with something of everything in it. It is filled once, and only read.</summary>
internal sealed class Shop
{
    public const string Namespace = "shop";

    private static readonly Lazy<Task<Shop>> Filled = new(FillAsync);

    private Shop(string redis, string failedTask, string retriedTask, string passedFlow, string failedFlow) =>
        (Redis, FailedTask, RetriedTask, PassedFlow, FailedFlow) = (redis, failedTask, retriedTask, passedFlow, failedFlow);

    public string Redis { get; }

    public string FailedTask { get; }

    public string RetriedTask { get; }

    public string PassedFlow { get; }

    public string FailedFlow { get; }

    public static Task<Shop> OpenAsync() => Filled.Value;

    public Task<(int Code, string Output, string Error)> RunAsync(string line, string input = "") =>
        Cli.RunAsync([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--namespace", Namespace], Redis, input: input);

    private static async Task<Shop> FillAsync()
    {
        string redis = await TestServers.ConnectionStringAsync(ServerKind.Redis);
        await using TaskueClient taskue = await TaskueClient.ConnectAsync(redis, new TaskueOptions { Namespace = Namespace });
        await using var runner = new TaskueRunner(taskue, new RunnerOptions { Name = "worker-1", Queues = ["mail", "images"], Concurrency = 1 });
        await runner.StartAsync();
        string retried = "";
        foreach (int number in (int[])[1, 2, 3])
        {
            TaskHandle task = await taskue.EnqueueAsync(TaskSpec.Call(() => Work.Send(number, TaskContext.Current)) with { Title = $"invoice {number}", Tag = "mail", Retries = 2 });
            await task.WaitAsync(Wait.DefaultLimit);
            retried = task.Id;
        }

        TaskHandle failed = await taskue.EnqueueAsync(TaskSpec.Call(() => Work.Fail("no such cat")) with { Title = "resize cat.png", Tag = "images" });
        await failed.WaitAsync(Wait.DefaultLimit);
        WorkflowHandle good = await taskue.EnqueueAsync(new WorkflowSpec("nightly", [[TaskSpec.Call(() => Work.Send(7, TaskContext.Current)) with { Title = "count", Retries = 1 }]]));
        await good.WaitAsync(Wait.DefaultLimit);
        WorkflowHandle bad = await taskue.EnqueueAsync(new WorkflowSpec("release 1.2",
        [
            [TaskSpec.Call(() => Work.Send(5, TaskContext.Current)) with { Title = "build" }, TaskSpec.Call(() => Work.Fail("a tab")) with { Title = "lint", AllowFailure = true }],
            [TaskSpec.Call(() => Work.Fail("disk full")) with { Title = "deploy" }],
            [TaskSpec.Call(() => Work.Send(5, TaskContext.Current)) with { Title = "announce" }],
        ]));
        await bad.WaitAsync(Wait.DefaultLimit);
        await taskue.EnqueueAsync(TaskSpec.Call(() => Work.Send(9, TaskContext.Current)) with { Title = "encode\u00e9 猫", Tag = "video" });
        await runner.StopAsync();
        return new Shop(redis, failed.Id, retried, good.Id, bad.Id);
    }
}

/// <summary>What the tests' tasks do.</summary>
public static class Work
{
    public static string Send(int number, TaskContext task) => number == 3 && task.Attempt == 1 ? throw new IOException("the mail server is busy") : $"sent {number}";

    /// <summary>Waits for a command that it enqueues itself.</summary>
    public static async Task ParentAsync(string redis, string space, int seconds)
    {
        await using TaskueClient taskue = await TaskueClient.ConnectAsync(redis, new TaskueOptions { Namespace = space });
        TaskHandle child = await taskue.EnqueueAsync(TaskSpec.Shell("true"));
        await child.WaitAsync(TimeSpan.FromSeconds(seconds));
    }

    public static string Read(string path) => File.ReadAllText(path);

    public static void Fail(string why) => throw new InvalidOperationException(why);

    /// <summary>Writes in every way that there is.</summary>
    public static void Talk(string name, TaskContext task)
    {
        Console.WriteLine($"printed by {name}");
        task.Logger.LogWarning("careful, {Name}\nand a second line", name);
        task.Logger.LogInformation("\e[31mred\e[0m \a bell");
        Console.Error.WriteLine($"complaint of {name}");
    }

    public static void TalkAndFail(string name, TaskContext task)
    {
        Talk(name, task);
        throw new InvalidOperationException("enough said");
    }

    public static async Task HoldAsync(string path, CancellationToken stop)
    {
        while (!File.Exists(path))
        {
            await Task.Delay(20, stop);
        }
    }
}
