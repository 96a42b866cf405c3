using System.Collections.Concurrent;
using System.Reflection;
using Taskue.Store;

namespace Taskue.RunnerTests.Failovers;

/// <summary>A link to a store whose calls fail while it is told to, and that counts those that failed and those that did not.</summary>
internal sealed class FaultyLink(IStoreLink inner) : IStoreLink
{
    private readonly ConcurrentDictionary<string, int> failed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> made = new(StringComparer.Ordinal);
    private volatile Func<string, Exception?> fault = static _ => null;

    /// <summary>What the call of a method fails with; null lets it through.</summary>
    public Func<string, Exception?> Fault
    {
        set => fault = value;
    }

    public int Failed(string method) => failed.GetValueOrDefault(method);

    public int Made(string method) => made.GetValueOrDefault(method);

    public IStore Wrap(IStore store)
    {
        IStore wrapped = DispatchProxy.Create<IStore, StandingCalls>();
        var calls = (StandingCalls)(object)wrapped;
        calls.Inner = store;
        calls.Before = method =>
        {
            if (fault(method) is { } thrown)
            {
                failed.AddOrUpdate(method, 1, static (_, count) => count + 1);
                throw thrown;
            }

            made.AddOrUpdate(method, 1, static (_, count) => count + 1);
        };
        return wrapped;
    }

    public IStore StoreFor(string @namespace, Action<long>? serverTime) => Wrap(inner.StoreFor(@namespace, serverTime));

    public BlockingConnection? Blocking(TimeSpan? limit = null) => null;

    public Task ListenAsync(string @namespace, string incarnation, Action<string> wake) => inner.ListenAsync(@namespace, incarnation, wake);

    public Task StopListeningAsync(string @namespace, string incarnation) => inner.StopListeningAsync(@namespace, incarnation);
}
