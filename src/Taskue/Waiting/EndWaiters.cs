using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Taskue.Store;

namespace Taskue;

/// <summary>Everybody in this process who waits for the end of a task or workflow: one subscription, whatever their number.</summary>
/// <remarks>
/// An id is registered in the store by the same script that looks whether it has ended, so no end falls between. Messages may be lost:
/// after a reconnect, and every ten seconds, all ids are asked for again. Thread-safe.
/// </remarks>
internal sealed class EndWaiters : IAsyncDisposable
{
    /// <summary>How many ids one call asks for.</summary>
    private const int Batch = 500;

    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(10);

    private readonly IStore store;
    private readonly RedisLink link;
    private readonly RedisChannel channel;
    private readonly string client = TaskId.New();
    private readonly Dictionary<string, End> waiting = new(StringComparer.Ordinal);
    private readonly Coalescer<string, AwaitReply> asking;
    private readonly CancellationTokenSource stop = new();
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Lock gate = new();
    private Task? subscribed;
    private Task? reminding;

    public EndWaiters(IStore store, RedisLink link, KeySpace space, TimeProvider clock, ILogger log)
    {
        this.log = log;
        this.store = store;
        this.link = link;
        this.clock = clock;
        channel = space.Done(client);
        asking = new Coalescer<string, AwaitReply>(Batch, ids => store.AwaitAsync(client, ids));
    }

    /// <summary>Ends when the task or workflow has ended; false if there is none of that id.</summary>
    public async Task<bool> WaitAsync(string id, CancellationToken cancellationToken)
    {
        await SubscribeAsync().ConfigureAwait(false);
        End end = Join(id);
        try
        {
            Settle(id, await asking.AddAsync(id).WaitAsync(cancellationToken).ConfigureAwait(false));
            return await end.Told.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave(id, end);
        }
    }

    /// <summary>How many ids are waited for.</summary>
    internal int Count
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    private End Join(string id)
    {
        lock (gate)
        {
            if (!waiting.TryGetValue(id, out End? end))
            {
                waiting[id] = end = new End();
            }

            end.Waiters++;
            return end;
        }
    }

    private void Leave(string id, End end)
    {
        lock (gate)
        {
            if (--end.Waiters == 0 && waiting.TryGetValue(id, out End? present) && present == end)
            {
                waiting.Remove(id);
            }
        }
    }

    /// <summary>Asks for every id again: what a lost message would have told.</summary>
    internal async Task AskAgainAsync()
    {
        string[] all;
        lock (gate)
        {
            all = [.. waiting.Keys];
        }

        foreach (string[] ids in all.Chunk(Batch))
        {
            IReadOnlyList<AwaitReply> replies = await store.AwaitAsync(client, ids).ConfigureAwait(false);
            for (int i = 0; i < ids.Length; i++)
            {
                Settle(ids[i], replies[i]);
            }
        }
    }

    public void OnReconnected() => _ = Duty.TryAsync(AskAgainAsync, OnFault);

    private void Settle(string id, AwaitReply reply)
    {
        End? end = null;
        lock (gate)
        {
            if (reply != AwaitReply.Waiting)
            {
                waiting.Remove(id, out end);
            }
        }

        end?.Told.TrySetResult(reply == AwaitReply.Ended);
    }

    private Task SubscribeAsync()
    {
        lock (gate)
        {
            if (subscribed is null or { IsFaulted: true })
            {
                subscribed = link.SubscribeAsync(channel, id => Settle((string)id!, AwaitReply.Ended), store.Namespace);
                reminding ??= new Duty(AskAgain, AskAgainAsync, OnFault, clock).RunAsync(stop.Token);
            }

            return subscribed;
        }
    }

    /// <summary>The next reminder or the next reconnect asks again; whoever waits has a timeout of their own.</summary>
    private void OnFault(Exception fault) => ClientLog.AskAgainFailed(log, fault);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        End[] all;
        lock (gate)
        {
            all = [.. waiting.Values];
            waiting.Clear();
        }

        foreach (End end in all)
        {
            end.Told.TrySetException(new ObjectDisposedException(nameof(TaskueClient)));
        }

        if (reminding is not null)
        {
            await reminding.ConfigureAwait(false);
        }

        stop.Dispose();
    }

    private sealed class End
    {
        public TaskCompletionSource<bool> Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiters { get; set; }
    }
}
