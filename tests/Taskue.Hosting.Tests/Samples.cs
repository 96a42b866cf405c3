using System.Collections.Concurrent;

namespace Taskue.Hosting.Tests;

/// <summary>What happened, in order; a singleton of a test's services.</summary>
public sealed class Journal
{
    private readonly ConcurrentQueue<string> lines = new();

    public string[] Lines => [.. lines];

    public void Add(string line) => lines.Enqueue(line);
}

/// <summary>A scoped service that can be told from others of its kind.</summary>
public sealed class Scoped(Journal journal) : IDisposable
{
    public Guid Id { get; } = Guid.NewGuid();

    public void Dispose() => journal.Add($"disposed {Id}");
}

public interface IMailer
{
    Task<string> SendAsync(string address);
}

public sealed class Mailer(Scoped scoped, Journal journal) : IMailer
{
    public Task<string> SendAsync(string address)
    {
        journal.Add($"sent {address}");
        return Task.FromResult(scoped.Id.ToString());
    }
}

public sealed class Around(string name, Journal journal) : ITaskMiddleware
{
    public async ValueTask InvokeAsync(TaskContext context, Func<ValueTask> next)
    {
        journal.Add($"{name} in");
        await next();
        journal.Add($"{name} out");
    }
}

public static class Bodies
{
    public static TaskCompletionSource Started { get; set; } = new();

    public static int Twice(int number) => number * 2;

    public static async Task UntilCancelled(CancellationToken cancellationToken)
    {
        Started.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
