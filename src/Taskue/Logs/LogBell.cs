using System.Threading.Channels;
using StackExchange.Redis;
using Taskue.Store;

namespace Taskue;

/// <summary>Rings when a followed log has grown, at the end of what is followed, and once a second: messages may be lost.</summary>
internal sealed class LogBell : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly ChannelMessageQueue messages;
    private readonly Channel<bool> rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource leaving = new();
    private readonly TimeProvider clock;
    private readonly string @namespace;
    private readonly Task end;
    private long looked;

    private LogBell(ChannelMessageQueue messages, Func<CancellationToken, Task> ended, string @namespace, TimeProvider clock)
    {
        this.messages = messages;
        this.@namespace = @namespace;
        this.clock = clock;
        looked = clock.GetTimestamp();
        messages.OnMessage(message => Ring((string?)message.Message));
        end = RingAtEndAsync(ended);
    }

    /// <param name="link">The connection.</param>
    /// <param name="channel">Where the growing is told.</param>
    /// <param name="ended">Ends with what is followed.</param>
    /// <param name="namespace">For errors.</param>
    /// <param name="clock">The clock.</param>
    public static async Task<LogBell> OpenAsync(
        RedisLink link, RedisChannel channel, Func<CancellationToken, Task> ended, string @namespace, TimeProvider clock) =>
        new(await link.SubscribeAsync(channel, @namespace).ConfigureAwait(false), ended, @namespace, clock);

    /// <summary>Waits for it to ring; the tasks whose logs have grown, and whether it is time to look at all of them.</summary>
    public async Task<(IReadOnlyList<string> Changed, bool LookAtAll)> WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan left = Poll - clock.GetElapsedTime(looked);
        using var late = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await rung.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing was heard: time to look.
        }

        bool all = end.IsCompleted || clock.GetElapsedTime(looked) >= Poll;
        looked = all ? clock.GetTimestamp() : looked;
        lock (changed)
        {
            string[] ids = [.. changed];
            changed.Clear();
            return (ids, all);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync().ConfigureAwait(false);
        await end.ConfigureAwait(false);
        try
        {
            await messages.UnsubscribeAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (StoreFault.Of(fault, "unsubscribe", @namespace) is not null)
        {
            // The subscription goes with the connection.
        }

        leaving.Dispose();
    }

    private void Ring(string? id)
    {
        if (id is not null)
        {
            lock (changed)
            {
                changed.Add(id);
            }
        }

        rung.Writer.TryWrite(true);
    }

    /// <summary>What goes wrong with the waiting does not matter: the poll finds the end, too.</summary>
    private async Task RingAtEndAsync(Func<CancellationToken, Task> ended)
    {
        await Duty.TryAsync(() => ended(leaving.Token), static _ => { }).ConfigureAwait(false);
        Ring(null);
    }
}
