using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

/// <summary>A namespace of a test's own, with a runner in this process where it wants one.</summary>
internal sealed class Room : IAsyncDisposable
{
    private TaskueRunner? runner;

    private Room(string redis, TaskueClient taskue) => (Redis, Taskue) = (redis, taskue);

    public string Redis { get; }

    public TaskueClient Taskue { get; }

    public static async Task<Room> OpenAsync(string name)
    {
        string redis = await TestServers.ConnectionStringAsync(ServerKind.Redis);
        return new Room(redis, await TaskueClient.ConnectAsync(redis, new TaskueOptions { Namespace = name }));
    }

    public async Task StartRunnerAsync(string name = "worker", int concurrency = 4, bool allowShell = false)
    {
        runner = new TaskueRunner(Taskue, new RunnerOptions { Name = name, Concurrency = concurrency, AllowShell = allowShell });
        await runner.StartAsync();
    }

    public Task RunnerEnded => runner!.Completion;

    public Task<(int Code, string Output, string Error)> RunAsync(string line, string input = "", IReadOnlyDictionary<string, string?>? environment = null) =>
        Cli.RunAsync([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--namespace", Taskue.Namespace], Redis, environment, input);

    public Task<(int Code, string Output, string Error)> RunAsync(params string[] words) =>
        Cli.RunAsync([.. Placed(words)], Redis, null, "");

    public ChildProcess Start(params string[] words) => Cli.Start(Placed(words), Redis);

    // Before --, behind which all words are the command's.
    private IEnumerable<string> Placed(string[] words)
    {
        int end = Array.IndexOf(words, "--") is var at and >= 0 ? at : words.Length;
        return [.. words[..end], "--namespace", Taskue.Namespace, .. words[end..]];
    }

    public ChildProcess Start(string line) => Cli.Start([.. line.Split(' '), "--namespace", Taskue.Namespace], Redis);

    public async ValueTask DisposeAsync()
    {
        if (runner is not null)
        {
            await runner.DisposeAsync();
        }

        await Taskue.DisposeAsync();
    }
}
