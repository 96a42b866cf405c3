using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class RepeatedCallTests
{
    [Theory, BothServers]
    public Task A_repeated_exchange_is_answered_with_the_same_claims_and_changes_nothing(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddManyAsync(6, i => StoreRoom.Spec(arguments: i == 3 ? "[\"" + new string('x', 2000) + "\"]" : "[]"));
        Hand runner = await room.RunnerAsync();
        ClaimedTask[] held = [.. runner.Claim(2).Claims];
        var call = new Exchange
        {
            Number = runner.Number + 1, Free = 3, DefaultTimeout = TimeSpan.FromHours(1), Strict = false, Park = true,
            Finished = [runner.Result(held[0]), runner.Result(held[1], Ending.Failed)],
        };
        ExchangeReply first = runner.Call(call);
        string before = (await room.RawAsync()).Dump();
        room.Pass(TimeSpan.FromSeconds(3));
        ExchangeReply second = runner.Call(call);

        Assert.Equal(before, (await room.RawAsync()).Dump());
        Assert.Equal(3, first.Claims.Count);
        Assert.Equal(first.Claims.Select(Shown), second.Claims.Select(Shown));
    });

    [Theory, BothServers]
    public Task A_repeated_call_that_parked_stays_parked_and_takes_nothing_new(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        Assert.Empty(runner.Claim(1, park: true).Claims);
        await room.AddAsync();
        runner.Number--;
        string before = (await room.RawAsync()).Dump();

        Assert.Empty(runner.Claim(1, park: true).Claims);
        Assert.Equal(before, (await room.RawAsync()).Dump());
        Assert.Single(runner.Claim(1).Claims);
    });

    [Theory, BothServers]
    public Task A_repetition_after_resync_hands_out_only_what_is_still_held(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddManyAsync(2);
        Hand runner = await room.RunnerAsync();
        ClaimedTask[] claims = [.. runner.Claim(2).Claims];
        Assert.Empty(room.Store.Resync(runner.Keys, runner.Number, [(claims[1].Id, 1)])!);
        runner.Number--;

        Assert.Empty(runner.Claim(2).Claims);
    });

    [Theory, BothServers]
    public Task A_lower_or_a_skipping_number_is_behind_and_changes_nothing(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        ClaimedTask task = runner.Take(id);
        runner.Claim(0);
        string before = (await room.RawAsync()).Dump();
        long last = runner.Number;
        foreach (long number in (long[])[last - 2, last - 1, last + 2, last + 40])
        {
            Assert.Equal(ExchangeCode.Behind, runner.Call(new Exchange
            {
                Number = number, Free = 1, DefaultTimeout = TimeSpan.FromHours(1), Strict = false, Park = false, Finished = [runner.Result(task)],
            }).Code);
        }

        Assert.Equal(before, (await room.RawAsync()).Dump());
    });

    [Theory, BothServers]
    public Task After_a_rollback_the_runner_names_what_it_holds_and_the_rest_goes_back_to_the_front(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string[] ids = await room.AddManyAsync(4);
        Hand runner = await room.RunnerAsync();
        ClaimedTask[] claims = [.. runner.Claim(3).Claims];
        string gone = TaskId.New();

        IReadOnlyList<string>? dropped = room.Store.Resync(runner.Keys, 41, [(claims[0].Id, claims[0].Starts), (claims[1].Id, 7), (gone, 1)]);
        Assert.Equal([claims[1].Id, gone], dropped!);
        Raw raw = await room.RawAsync();
        Assert.Equal([ids[0]], raw.Hash("active").Keys);
        Assert.Equal(ids[3], raw.List("q0:default")[^1]);
        Assert.Equal([ids[1], ids[2]], raw.List("q0:default").Take(2).Select(entry => entry[..22]).Order(StringComparer.Ordinal));
        Assert.Equal((0, 1L), ((await room.TaskAsync(ids[1])).Attempts, (await room.TaskAsync(ids[1])).Starts));
        Assert.Equal(1, Assert.Single(await room.Store.RunnersAsync()).Running);

        runner.Number = 41;
        Assert.Equal(ExchangeCode.Ok, runner.Finish(0, [runner.Result(claims[0])]).Code);
        Assert.Equal(TaskState.Passed, (await room.TaskAsync(ids[0])).State);
    });

    [Theory, BothServers]
    public Task Resync_repeated_changes_nothing(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddManyAsync(3);
        Hand runner = await room.RunnerAsync();
        ClaimedTask keep = runner.Claim(3).Claims[0];
        room.Store.Resync(runner.Keys, 1, [(keep.Id, 1)]);
        string before = (await room.RawAsync()).Dump();
        room.Pass(TimeSpan.FromSeconds(1));

        Assert.Empty(room.Store.Resync(runner.Keys, 1, [(keep.Id, 1)])!);
        Assert.Equal(before, (await room.RawAsync()).Dump());
    });

    [Theory, BothServers]
    public Task Resync_of_a_large_active_set_misses_none(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddManyAsync(3000);
        Hand other = await room.RunnerAsync(), runner = await room.RunnerAsync();
        for (int i = 0; i < 3; i++)
        {
            other.Claim(500);
            runner.Claim(500);
        }

        Assert.Empty(room.Store.Resync(runner.Keys, runner.Number, [])!);
        Raw raw = await room.RawAsync();
        Assert.Equal(1500, raw.Hash("active").Count);
        Assert.All(raw.Hash("active").Values, entry => Assert.StartsWith(other.Keys.Incarnation, entry));
    }, watch: false);

    [Theory, BothServers]
    public Task Every_other_call_of_a_runner_may_be_repeated(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        await Twice(async () => runner.Beat());
        await Twice(() => room.Store.ControlAsync(runner.Name, RunnerCommand.Pause));
        await Twice(() => room.Store.AwaitAsync("client", [TaskId.New()]));
        await Twice(() => room.Store.AdvanceAsync(null, ["default"]));
        await Twice(() => room.Store.SweepAsync());
        await Twice(() => runner.LeaveAsync(stopped: false));

        async Task Twice<T>(Func<Task<T>> call)
        {
            T first = await call();
            string before = (await room.RawAsync()).Dump();
            T second = await call();
            Assert.Equal(before, (await room.RawAsync()).Dump());
            Assert.Equal(first, second);
        }
    });

    private static (string, long, int, int) Shown(ClaimedTask task) => (task.Id, task.Starts, task.Attempts, task.LargePayload.Length);
}
