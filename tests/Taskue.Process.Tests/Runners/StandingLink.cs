using System.Reflection;
using Taskue.Store;

namespace Taskue.RunnerTests;

/// <summary>A link to a store one of whose transitions can be made to stand still.</summary>
/// <param name="inner">What the calls go to in the end.</param>
/// <param name="transition">The method of <see cref="IStore"/> that stands still; it blocks its thread.</param>
internal sealed class StandingLink(IStoreLink inner, string transition) : IStoreLink, IDisposable
{
    private readonly ManualResetEventSlim go = new(true);
    private int calls;

    /// <summary>How many calls of it there were, those included that stand.</summary>
    public int Calls => Volatile.Read(ref calls);

    /// <summary>The next call stands still, and those behind it.</summary>
    public void Stand() => go.Reset();

    public void Go() => go.Set();

    public IStore StoreFor(string @namespace, Action<long>? serverTime)
    {
        IStore store = DispatchProxy.Create<IStore, StandingCalls>();
        var standing = (StandingCalls)(object)store;
        standing.Inner = inner.StoreFor(@namespace, serverTime);
        standing.Before = method =>
        {
            if (method == transition)
            {
                Interlocked.Increment(ref calls);
                go.Wait();
            }
        };
        return store;
    }

    public BlockingConnection? Blocking(TimeSpan? limit = null) => null;

    public Task ListenAsync(string @namespace, string incarnation, Action<string> wake) => inner.ListenAsync(@namespace, incarnation, wake);

    public Task StopListeningAsync(string @namespace, string incarnation) => inner.StopListeningAsync(@namespace, incarnation);

    public void Dispose() => go.Dispose();
}

/// <summary>Passes all calls on.</summary>
public class StandingCalls : DispatchProxy
{
    internal IStore Inner { get; set; } = null!;

    internal Action<string> Before { get; set; } = null!;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Before(targetMethod!.Name);
        return targetMethod.Invoke(Inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
    }
}
