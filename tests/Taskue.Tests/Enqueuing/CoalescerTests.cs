namespace Taskue.Tests;

public sealed class CoalescerTests
{
    [Fact]
    public async Task A_lone_caller_is_sent_at_once_and_those_who_come_meanwhile_share_the_next_call()
    {
        var calls = new List<(IReadOnlyList<int> Items, TaskCompletionSource<IReadOnlyList<int>> Answer)>();
        Coalescer<int, int> coalescer = Recording(calls);

        Task<int> first = coalescer.AddAsync(1);
        Task<int>[] others = [.. Enumerable.Range(2, 5).Select(coalescer.AddAsync)];
        Assert.Equal([1], Assert.Single(calls).Items);

        calls[0].Answer.SetResult([10]);
        Assert.Equal(10, await first);
        Assert.Equal([2, 3, 4], calls[1].Items);
        calls[1].Answer.SetResult([20, 30, 40]);
        int[] second = await Task.WhenAll(others[..3]);
        Assert.Equal([20, 30, 40], second);
        calls[2].Answer.SetException(new InvalidOperationException("no"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => others[3]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => others[4]);
    }

    [Fact]
    public async Task A_call_is_full_by_bytes_too_but_takes_at_least_one()
    {
        var calls = new List<(IReadOnlyList<int> Items, TaskCompletionSource<IReadOnlyList<int>> Answer)>();
        Coalescer<int, int> coalescer = Recording(calls, static _ => 5 * 1024 * 1024);

        Task<int>[] all = [.. Enumerable.Range(1, 4).Select(coalescer.AddAsync)];
        for (int i = 0; i < calls.Count; i++)
        {
            calls[i].Answer.SetResult(calls[i].Items);
        }

        int[] results = await Task.WhenAll(all);
        Assert.Equal([1, 2, 3, 4], results);
        Assert.Equal([1, 2, 1], calls.Select(call => call.Items.Count));
    }

    [Fact]
    public async Task The_next_call_is_sent_before_anybody_of_this_one_goes_on()
    {
        var calls = new List<(IReadOnlyList<int> Items, TaskCompletionSource<IReadOnlyList<int>> Answer)>();
        Coalescer<int, int> coalescer = Recording(calls);
        Task<int> first = coalescer.AddAsync(1), second = coalescer.AddAsync(2);
        Task<int> seen = first.ContinueWith(_ => calls.Count, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        calls[0].Answer.SetResult([1]);
        Assert.Equal(2, await seen);
        calls[1].Answer.SetResult([2]);
        Assert.Equal(2, await second);
    }

    [Fact]
    public async Task Callers_of_one_call_may_block_until_another_of_them_has_gone_on()
    {
        var calls = new List<(IReadOnlyList<int> Items, TaskCompletionSource<IReadOnlyList<int>> Answer)>();
        Coalescer<int, int> coalescer = Recording(calls);
        using var all = new Barrier(3);
        _ = coalescer.AddAsync(1);
        Task<bool>[] met = [.. Enumerable.Range(2, 3).Select(i => coalescer.AddAsync(i).ContinueWith(
            _ => all.SignalAndWait(TimeSpan.FromSeconds(30)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default))];

        calls[0].Answer.SetResult([1]);
        await Task.Run(() => calls[1].Answer.SetResult([2, 3, 4]));
        bool[] results = await Task.WhenAll(met);
        Assert.Equal([true, true, true], results);
    }

    private static Coalescer<int, int> Recording(
        List<(IReadOnlyList<int> Items, TaskCompletionSource<IReadOnlyList<int>> Answer)> calls, Func<int, int>? bytesOf = null) =>
        new(3, items =>
        {
            var answer = new TaskCompletionSource<IReadOnlyList<int>>();
            calls.Add((items, answer));
            return answer.Task;
        }, bytesOf);
}
