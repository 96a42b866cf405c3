using System.Reflection;
using Taskue.Store;

namespace Taskue.RunnerTests;

/// <summary>A link to a store in which the appending of logs stands still until it is let go.</summary>
internal sealed class SlowLogs(IStoreLink inner) : IStoreLink, IDisposable
{
    private readonly ManualResetEventSlim go = new(false);
    private volatile bool entered;

    /// <summary>Whether an append has come.</summary>
    public bool Entered => entered;

    public void Go() => go.Set();

    public IStore StoreFor(string @namespace, Action<long>? serverTime)
    {
        IStore store = DispatchProxy.Create<IStore, SlowStore>();
        var slow = (SlowStore)(object)store;
        slow.Inner = inner.StoreFor(@namespace, serverTime);
        slow.Appending = () =>
        {
            entered = true;
            go.Wait();
        };
        return store;
    }

    public BlockingConnection? Blocking(TimeSpan? limit = null) => null;

    public Task ListenAsync(string @namespace, string incarnation, Action wake) => inner.ListenAsync(@namespace, incarnation, wake);

    public Task StopListeningAsync(string @namespace, string incarnation) => inner.StopListeningAsync(@namespace, incarnation);

    public void Dispose() => go.Dispose();
}

/// <summary>Passes all calls on, and says first when lines are appended.</summary>
public class SlowStore : DispatchProxy
{
    internal IStore Inner { get; set; } = null!;

    internal Action Appending { get; set; } = null!;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IStore.AppendLogs))
        {
            Appending();
        }

        return targetMethod.Invoke(Inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
    }
}
