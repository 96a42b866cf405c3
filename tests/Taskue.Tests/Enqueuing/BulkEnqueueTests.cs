using System.Reflection;
using Taskue.Store;

namespace Taskue.Tests;

public sealed class BulkEnqueueTests
{
    private static readonly TaskSpec Plain = TaskSpec.Call(() => Nothing());

    [Fact]
    public async Task Tasks_are_sent_in_order_in_chunks_of_500()
    {
        var store = new SlowStore { Answers = true };
        EnqueueManyResult result = await Bulk(store).RunAsync(Specs(1_201), CancellationToken.None);

        Assert.Equal(new EnqueueManyResult(1_201, 0), result);
        Assert.Equal([500, 500, 201], store.Calls.Select(call => call.Count));
        Assert.Equal(store.Calls.SelectMany(call => call).Select(task => task.Id).Order(StringComparer.Ordinal), store.Calls.SelectMany(call => call).Select(task => task.Id));
    }

    [Fact]
    public async Task What_was_there_already_is_counted_apart()
    {
        var store = new SlowStore { Answers = true, StoredOf = count => count - 1 };
        Assert.Equal(new EnqueueManyResult(598, 2), await Bulk(store).RunAsync(Specs(600), CancellationToken.None));
    }

    [Fact]
    public async Task A_slow_store_holds_the_sequence_back_so_that_memory_stays_bounded()
    {
        var store = new SlowStore();
        int taken = 0;
        Task<EnqueueManyResult> run = Bulk(store).RunAsync(Counted(), CancellationToken.None);

        // Three calls under way, and the chunk that waits for one of them: no more is taken from an endless sequence.
        Assert.False(run.IsCompleted);
        Assert.Equal(3, store.Calls.Count);
        Assert.Equal(4 * 500, taken);
        store.Next().SetResult(500);
        Assert.Equal(4, store.Calls.Count);
        Assert.Equal(5 * 500, taken);

        store.Next().SetException(new StoreException(ErrorCodes.StoreFull, "full") { IsTransient = true });
        store.Next().SetResult(500);
        store.Next().SetException(new StoreException(ErrorCodes.StoreUnavailable, "no answer") { IsTransient = true, Outcome = WriteOutcome.Unknown });
        EnqueueManyException broken = await Assert.ThrowsAsync<EnqueueManyException>(() => run);
        Assert.Equal((1_000, 500, 1_000), (broken.AppliedCount, broken.UnknownCount, broken.NotAppliedCount));
        Assert.Equal((ErrorCodes.StoreFull, true, WriteOutcome.Unknown), (broken.Code, broken.IsTransient, broken.Outcome));

        async IAsyncEnumerable<TaskSpec> Counted()
        {
            await Task.CompletedTask;
            while (true)
            {
                taken++;
                yield return Plain;
            }
        }
    }

    [Fact]
    public async Task A_wrong_task_ends_it_with_what_was_stored_before()
    {
        var store = new SlowStore { Answers = true };
        EnqueueManyException broken = await Assert.ThrowsAsync<EnqueueManyException>(() => Bulk(store).RunAsync(Broken(), CancellationToken.None));

        Assert.Equal((500, 0, 100), (broken.AppliedCount, broken.UnknownCount, broken.NotAppliedCount));
        Assert.IsType<ArgumentOutOfRangeException>(broken.InnerException);
        Assert.Equal(WriteOutcome.Applied, broken.Outcome);

        static async IAsyncEnumerable<TaskSpec> Broken()
        {
            await Task.CompletedTask;
            for (int i = 0; i < 600; i++)
            {
                yield return Plain;
            }

            yield return Plain with { Retries = -1 };
        }
    }

    [Fact]
    public async Task Cancellation_comes_out_as_itself()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bulk(new SlowStore { Answers = true }).RunAsync(Specs(10), cancelled.Token));
    }

    private static BulkEnqueue Bulk(SlowStore store) => new(store.Proxy, new TaskIdSource(TimeProvider.System), 1024 * 1024);

    private static async IAsyncEnumerable<TaskSpec> Specs(
        int count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Plain;
        }
    }

    private static void Nothing()
    {
    }

    /// <summary>A store that only takes tasks, and answers when it is told to.</summary>
    private sealed class SlowStore
    {
        private readonly Queue<TaskCompletionSource<int>> open = new();

        public SlowStore() => Proxy = StoreProxy.For(this);

        public IStore Proxy { get; }

        public List<IReadOnlyList<NewTask>> Calls { get; } = [];

        public bool Answers { get; init; }

        public Func<int, int> StoredOf { get; init; } = static count => count;

        public TaskCompletionSource<int> Next() => open.Dequeue();

        private Task<int> Take(IReadOnlyList<NewTask> tasks)
        {
            Calls.Add(tasks);
            if (Answers)
            {
                return Task.FromResult(StoredOf(tasks.Count));
            }

            var answer = new TaskCompletionSource<int>();
            open.Enqueue(answer);
            return answer.Task;
        }

#pragma warning disable CA1852 // DispatchProxy makes a subclass of it
        private class StoreProxy : DispatchProxy
#pragma warning restore CA1852
        {
            private SlowStore? owner;

            public static IStore For(SlowStore owner)
            {
                IStore proxy = Create<IStore, StoreProxy>();
                ((StoreProxy)(object)proxy).owner = owner;
                return proxy;
            }

            protected override object? Invoke(MethodInfo? method, object?[]? arguments) => method!.Name == nameof(IStore.EnqueueAsync)
                ? owner!.Take((IReadOnlyList<NewTask>)arguments![0]!)
                : throw new InvalidOperationException(method.Name + " is not expected here.");
        }
    }
}
