using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

/// <summary>Workflows that are enqueued in several parts.</summary>
public sealed class WorkflowPartsTests
{
    private static readonly TaskSpec Plain = StoreRoom.Spec();

    [Theory, BothServers]
    public Task A_large_workflow_is_seen_by_nobody_before_its_last_part(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = StoreRoom.Flow([.. Enumerable.Repeat(Plain, 2500)]);
        await BreakOffAsync(room, flow);

        Raw raw = await room.RawAsync();
        Assert.Equal(2000, raw.Sorted("created").Count);
        Assert.Empty(raw.List("q0:default"));
        Assert.Null(await room.Store.GetFlowAsync(flow.Id));
        Assert.False(await room.IsThereAsync(flow.TaskIds[0][0]));
        Assert.Empty(await room.Store.ListAsync(new TaskQuery { State = TaskState.Created }));
        Assert.Empty(await room.Store.ListFlowsAsync(new WorkflowQuery()));
        Assert.Equal(0, (await room.Store.OverviewAsync()).Tasks.Total);

        await room.Store.EnqueueFlowAsync(flow);
        Assert.Equal((2500, 0), ((await room.Store.OverviewAsync()).Tasks.Pending, (await room.Store.OverviewAsync()).Tasks.Created));
    }, watch: false);

    [Theory, BothServers]
    public Task Parts_that_are_sent_again_are_counted_once(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = StoreRoom.Flow([.. Enumerable.Repeat(Plain, 2500)]);
        NewFlow seen = await room.AddFlowAsync([Plain], [Plain, Plain]);
        await BreakOffAsync(room, flow);
        await BreakOffAsync(room, flow);

        Assert.Equal(2, (await room.Store.OverviewAsync()).Tasks.Created);
        Assert.Equal("2000", (await room.RawAsync()).Hash("staging")[flow.Id].Split('|')[2]);
        Assert.NotNull(await room.Store.GetFlowAsync(seen.Id));
        await room.Store.EnqueueFlowAsync(flow);
    }, watch: false);

    [Theory, BothServers]
    public Task What_is_never_completed_is_swept_after_ten_minutes(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = StoreRoom.Flow([.. Enumerable.Repeat(StoreRoom.Spec(arguments: "[\"" + new string('x', 1500) + "\"]"), 1500)]);
        await BreakOffAsync(room, flow);
        room.Pass(TimeSpan.FromMinutes(10));
        await room.SweepAsync();
        Assert.NotEmpty((await room.RawAsync()).Hash("staging"));
        await room.Store.AwaitAsync("client", [flow.TaskIds[0][0]]);
        room.Pass(TimeSpan.FromSeconds(1));
        await room.SweepAsync();

        Invariants.CheckNoResidue(await room.RawAsync());
    }, watch: false);

    [Theory, BothServers]
    public Task What_still_gets_parts_is_not_swept(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = StoreRoom.Flow([.. Enumerable.Repeat(Plain, 3500)]);
        await Meanwhile(room, flow, WaitAndSweepAsync).EnqueueFlowAsync(flow);
        await IsWholeAsync(room, flow);

        async Task WaitAndSweepAsync(int sent)
        {
            room.Pass(TimeSpan.FromMinutes(6));
            await room.SweepAsync();
            Assert.Equal($"{sent}", (await room.RawAsync()).Hash("staging")[flow.Id].Split('|')[2]);
        }
    }, watch: false);

    [Theory, BothServers]
    public Task The_id_of_a_workflow_is_taken_from_its_first_part_on(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = StoreRoom.Flow([.. Enumerable.Repeat(Plain, 2500)]);
        int refusals = 0;
        await Meanwhile(room, flow, async _ =>
        {
            await Assert.ThrowsAsync<InvalidActionException>(() => room.Store.EnqueueAsync([new NewTask(flow.Id, Plain with { Id = flow.Id })]));
            refusals++;
        }).EnqueueFlowAsync(flow);

        Assert.Equal(2, refusals);
        await IsWholeAsync(room, flow);
    }, watch: false);

    [Theory, BothServers]
    public Task Parts_that_were_swept_before_the_last_one_came_are_sent_again(ServerKind kind) => AreSentAgainAsync(kind, ForgetAsync);

    [Theory, BothServers]
    public Task Parts_that_were_deleted_with_their_namespace_are_sent_again(ServerKind kind) => AreSentAgainAsync(kind, room => room.Store.PurgeAsync(force: true));

    [Theory, BothServers]
    public Task What_comes_again_while_its_old_parts_are_being_taken_away_stays_whole(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await BeingTakenAwayAsync(room);
        await room.Store.EnqueueFlowAsync(flow);
        await IsWholeAsync(room, flow);
    }, watch: false);

    [Theory, BothServers]
    public Task A_small_workflow_under_the_id_of_one_that_is_being_taken_away_stays_whole(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow small = StoreRoom.Flow([Plain, Plain], [Plain]) with { Id = (await BeingTakenAwayAsync(room)).Id };
        await room.Store.EnqueueFlowAsync(small);
        await IsWholeAsync(room, small);
    }, watch: false);

    [Theory, BothServers]
    public Task Parts_of_another_workflow_that_was_given_the_same_id_go_first(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow left = StoreRoom.Flow([.. Enumerable.Repeat(Plain, 4500)]);
        await BreakOffAsync(room, left);
        NewFlow other = StoreRoom.Flow([.. Enumerable.Repeat(Plain, 1200)], [Plain]) with { Id = left.Id };
        await room.Store.EnqueueFlowAsync(other);
        await IsWholeAsync(room, other);
    }, watch: false);

    [Theory, BothServers]
    public Task Two_programs_that_enqueue_the_same_large_workflow_at_once_store_it_once(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = StoreRoom.Flow([.. Enumerable.Repeat(Plain, 3500)]);
        IStore other = room.NewStore();
        await Meanwhile(room, flow, _ => other.EnqueueFlowAsync(flow)).EnqueueFlowAsync(flow);
        await IsWholeAsync(room, flow);

        flow = StoreRoom.Flow([.. Enumerable.Repeat(Plain, 1500)]);
        await room.Store.PurgeAsync(force: true);
        await Task.WhenAll(room.Store.EnqueueFlowAsync(flow), other.EnqueueFlowAsync(flow));
        await IsWholeAsync(room, flow);
    }, watch: false);

    [Theory, BothServers]
    public Task A_server_that_never_has_the_parts_before_is_told_of(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        IStore forgetful = Broken.Store(room, "enqueue_flow", "if there < before then", "if true then");
        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => forgetful.EnqueueFlowAsync(StoreRoom.Flow([Plain])));
        Assert.Equal(ErrorCodes.StoreContract, refused.Code);
    }, watch: false);

    /// <summary>Sends a large workflow whose last part is refused.</summary>
    private static async Task BreakOffAsync(StoreRoom room, NewFlow flow)
    {
        var breaking = new ScriptSet(name => name != "enqueue_flow" ? Script.Load(name) : Script.Compose(name, source => source != name ? Script.Read(source)
            : Script.Read(source).Replace("local planRows", "if part ~= 'part' then error('broken off') end\nlocal planRows", StringComparison.Ordinal)));
        var store = new RedisStore(room.Database, StoreRoom.Prefix, room.Name, scripts: breaking, now: () => room.Now);
        await Assert.ThrowsAsync<StoreException>(() => store.EnqueueFlowAsync(flow));
    }

    /// <summary>A workflow whose producer died between parts, and of which the sweep has taken a slice.</summary>
    private static async Task<NewFlow> BeingTakenAwayAsync(StoreRoom room)
    {
        NewFlow flow = StoreRoom.Flow([.. Enumerable.Repeat(Plain, 4500)]);
        await BreakOffAsync(room, flow);
        room.Pass(TimeSpan.FromMinutes(11));
        Assert.True(await room.Store.SweepAsync());
        Assert.NotEmpty((await room.RawAsync()).Hash("dropping"));
        Assert.Equal(0, (await room.Store.OverviewAsync()).Tasks.Total);
        return flow;
    }

    /// <summary>The parts are lost before the last one comes, and the workflow is whole all the same.</summary>
    private static Task AreSentAgainAsync(ServerKind kind, Func<StoreRoom, Task> loses) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = StoreRoom.Flow([.. Enumerable.Repeat(Plain, 2500)]);
        await Meanwhile(room, flow, OnceBeforeTheLast(() => loses(room))).EnqueueFlowAsync(flow);
        await IsWholeAsync(room, flow);
    }, watch: false);

    /// <summary>A store on which something happens before each part but the first; it is told how many tasks have been sent.</summary>
    private static RedisStore Meanwhile(StoreRoom room, NewFlow flow, Func<int, Task> happens)
    {
        string last = "";
        return new RedisStore(room.Database, StoreRoom.Prefix, room.Name, now: () =>
        {
            string row = room.Database.HashGet(room.Root + "staging", flow.Id).ToString();
            if (row.Length > 0 && row != last)
            {
                last = row;
                Task.Run(() => happens(int.Parse(row.Split('|')[2], CultureInfo.InvariantCulture))).Wait();
            }

            return room.Now;
        });
    }

    private static Func<int, Task> OnceBeforeTheLast(Func<Task> happens)
    {
        bool happened = false;
        return sent =>
        {
            bool now = sent == 2000 && !happened;
            happened |= now;
            return now ? happens() : Task.CompletedTask;
        };
    }

    /// <summary>The producer says nothing for so long that its parts are swept.</summary>
    private static async Task ForgetAsync(StoreRoom room)
    {
        room.Pass(TimeSpan.FromMinutes(11));
        await room.SweepAsync();
        Assert.Empty((await room.RawAsync()).Hash("staging"));
    }

    private static async Task IsWholeAsync(StoreRoom room, NewFlow flow)
    {
        await room.SweepAsync();
        WorkflowInfo info = await room.FlowAsync(flow.Id);
        int first = flow.TaskIds[0].Count, all = flow.TaskIds.Sum(stage => stage.Count);
        Assert.Equal((first, all - first), (info.Counts.Pending, info.Counts.Created));
        Raw raw = await room.RawAsync();
        Assert.Equal(flow.TaskIds.SelectMany(stage => stage).Order(StringComparer.Ordinal), raw.Hash("tasks").Keys.Order(StringComparer.Ordinal));
        Assert.Equal(flow.TaskIds[0], raw.List("q0:default"));
        Assert.Empty(raw.Hash("staging"));
        Assert.Empty(raw.Hash("dropping"));
    }
}
