using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class SearchTests
{
    [Theory, BothServers]
    public Task A_filtered_list_gives_every_match_once_in_order_however_small_its_parts(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string[] ids = await room.AddManyAsync(250, i => StoreRoom.Spec() with { Title = i % 7 == 0 ? $"Invoice {i}" : $"mail {i}" });
        string[] wanted = [.. ids.Where((_, i) => i % 7 == 0).OrderDescending(StringComparer.Ordinal)];

        foreach (int limit in (int[])[1, 5, 36, 1000])
        {
            Assert.Equal(wanted, await AllAsync(room, "index", limit, new Filter(null, "inv*", null, null)));
        }
    }, watch: false);

    [Theory, BothServers]
    public Task Final_states_are_merged_by_their_ends_also_where_many_ended_in_one_millisecond(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        var model = new List<(string Id, long Ended)>();
        for (int round = 0; round < 6; round++)
        {
            await room.AddManyAsync(150);
            await room.AddFlowAsync([.. Enumerable.Repeat(StoreRoom.Spec(), 60)]);
            room.Pass(TimeSpan.FromMilliseconds(round % 2));
            ClaimedTask[] tasks = [.. runner.Claim(210).Claims];
            Assert.Equal(210, tasks.Length);
            runner.Finish(0, [.. tasks.Select((task, i) => runner.Result(task, (i % 3) switch { 0 => Ending.Passed, 1 => Ending.Failed, _ => Ending.TimedOut }))]);
            model.AddRange(tasks.Where((_, i) => i % 3 != 0).Select(task => (task.Id, room.Now)));
        }

        string[] expected = [.. model.OrderByDescending(one => one.Ended).ThenByDescending(one => one.Id, StringComparer.Ordinal).Select(one => one.Id)];
        foreach (int limit in (int[])[7, 100, 1000])
        {
            Assert.Equal(expected, await AllAsync(room, "ft", limit, new Filter(null, null, null, null)));
        }
    }, watch: false);

    [Theory, BothServers]
    public Task A_cursor_goes_on_where_it_was_whatever_ended_or_was_deleted_meanwhile(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        string[] ids = await room.AddManyAsync(6);
        foreach (string id in ids[..5])
        {
            room.Pass(TimeSpan.FromSeconds(1));
            runner.End(runner.Take(id));
        }

        var none = new Filter(null, null, null, null);
        SearchReply<TaskInfo> first = await room.Store.SearchTasksAsync(new Search { Source = "p", Limit = 2, Filter = none });
        Assert.Equal([ids[4], ids[3]], first.Found.Select(task => task.Id));
        await room.Store.DeleteTaskAsync(ids[3]);
        room.Pass(TimeSpan.FromSeconds(1));
        runner.End(runner.Take(ids[5]));

        SearchReply<TaskInfo> second = await room.Store.SearchTasksAsync(new Search { Source = "p", Limit = 9, Cursor = first.Cursor, Filter = none });
        Assert.Equal([ids[2], ids[1], ids[0]], second.Found.Select(task => task.Id));
        Assert.Equal("", second.Cursor);
    });

    [Theory, BothServers]
    public Task One_call_looks_at_no_more_than_its_budget(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string[] ids = await room.AddManyAsync(2300, i => StoreRoom.Spec() with { Title = i == 0 ? "needle" : "hay" });
        var filter = new Filter(null, "needle", null, null);

        SearchReply<TaskInfo> one = await room.Store.SearchTasksAsync(new Search { Source = "index", Limit = 5, Filter = filter });
        Assert.Empty(one.Found);
        Assert.Equal(ids[2300 - Search.Budget], one.Cursor);
        SearchReply<TaskInfo> two = await room.Store.SearchTasksAsync(new Search { Source = "index", Limit = 5, Cursor = one.Cursor, Filter = filter });
        SearchReply<TaskInfo> three = await room.Store.SearchTasksAsync(new Search { Source = "index", Limit = 5, Cursor = two.Cursor, Filter = filter });
        Assert.Equal(ids[0], Assert.Single(three.Found).Id);
        Assert.Equal("", three.Cursor);
    }, watch: false);

    [Theory, BothServers]
    public Task Queue_title_and_time_narrow_every_source(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await ListTests.MixAsync(room);
        DateTimeOffset made = TaskView.Time(TaskIdSource.MillisecondsOf(TaskId.New()));
        string odd = await room.AddAsync(StoreRoom.Spec("mix") with { Title = "the odd one" });
        foreach (string source in (string[])["index", "created", "running", "pending", "p", "f", "e", "t", "x", "s", "pfetxs"])
        {
            string[] all = await AllAsync(room, source, 100, new Filter(null, null, null, null));
            Assert.NotEmpty(all);
            IReadOnlyList<TaskInfo> tasks = await room.Store.GetAsync(all, full: false);
            foreach (var filter in (Filter[])
                [
                    new("mix", null, null, null), new("later", null, null, null), new(null, "*odd*", null, null), new(null, "WORK.do", null, null),
                    new(null, null, made.AddHours(-1), null), new(null, null, made.AddHours(1), null),
                    new(null, null, null, made.AddHours(-1)), new("mix", "*", null, made.AddHours(1)),
                ])
            {
                if (source != "pending" || filter.Queue is null)
                {
                    Assert.Equal(tasks.Where(filter.Matches).Select(task => task.Id), await AllAsync(room, source, 3, filter));
                }
            }
        }

        Assert.Contains(odd, await AllAsync(room, "pending", 10, new Filter("mix", "*odd*", null, null)));
    });

    [Theory]
    [InlineData("App:My.App.Images.Resize(string,int)")]
    [InlineData("App:Images.Resize()")]
    [InlineData("App:Resize()")]
    [InlineData("App:My.Outer+Inner<int,Other:My.Thing>.Do<string>(!!0)")]
    [InlineData(@"App:Program.\<Main\>g__Local(int)")]
    [InlineData(@"My\.App:A.B\+C.D\.E(int)")]
    [InlineData("no method at all")]
    [InlineData("images.resize")]
    public Task A_task_without_a_title_is_found_by_its_methods_short_name(string method) => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        string id = await room.AddAsync(StoreRoom.Spec(method: method));
        string title = (await room.TaskAsync(id)).Title;

        Assert.Equal([id], await AllAsync(room, "index", 5, new Filter(null, title, null, null)));
        Assert.Equal([id], await AllAsync(room, "index", 5, new Filter(null, title[..1].ToUpperInvariant() + "*" + title[^1..], null, null)));
        Assert.Empty(await AllAsync(room, "index", 5, new Filter(null, title + "x", null, null)));
    });

    [Theory]
    [InlineData("invoice 12", "invoice 12", true)]
    [InlineData("Invoice 12", "iNVOICE 12", true)]
    [InlineData("invoice 12", "invoice", false)]
    [InlineData("invoice 12", "*", true)]
    [InlineData("invoice 12", "**", true)]
    [InlineData("invoice 12", "inv*12", true)]
    [InlineData("invoice 12", "*voi*1*", true)]
    [InlineData("aba", "ab*ba", false)]
    [InlineData("abba", "ab*ba", true)]
    [InlineData("a.b%c", "*.b%*", true)]
    [InlineData("axb%c", "*.b%*", false)]
    [InlineData("Größe ÄÖ", "größe ÄÖ", true)]
    [InlineData("Größe ÄÖ", "größe äö", false)]
    public Task Store_and_client_agree_on_what_a_pattern_finds(string title, string pattern, bool expected) => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        string id = await room.AddAsync(StoreRoom.Spec() with { Title = title });
        var filter = new Filter(null, pattern, null, null);

        Assert.Equal(expected, filter.Matches(await room.TaskAsync(id)));
        Assert.Equal(expected ? [id] : [], await AllAsync(room, "index", 5, filter));
        NewFlow flow = StoreRoom.Flow([StoreRoom.Spec()]);
        flow = flow with { Spec = new WorkflowSpec(title, flow.Spec.Stages) };
        await room.Store.EnqueueFlowAsync(flow);
        Assert.Equal(expected ? 1 : 0, (await room.Store.SearchFlowsAsync(new Search { Source = "index", Limit = 5, Filter = filter })).Found.Count);
    });

    [Theory, BothServers]
    public Task What_is_expired_is_neither_listed_nor_counted(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await ListTests.MixAsync(room);
        room.Pass(TimeSpan.FromDays(8));
        var none = new Filter(null, null, null, null);

        foreach (TaskInfo task in await room.Store.GetAsync(await AllAsync(room, "pfetxs", 100, none), full: false))
        {
            Assert.NotNull(task.WorkflowId);
        }

        SearchReply<TaskInfo> counted = await room.Store.SearchTasksAsync(new Search { Source = "index", Limit = 0, Skip = 1000, Filter = none });
        Assert.Equal((await room.Store.ListAsync(new TaskQuery { Limit = 1000 })).Count, counted.Passed);
        Assert.Empty((await room.Store.SearchFlowsAsync(new Search { Source = "pf", Limit = 100, Filter = none })).Found);
    });

    [Theory, BothServers]
    public Task Workflows_of_several_states_are_merged_and_narrowed(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        var ended = new List<string>();
        for (int i = 0; i < 6; i++)
        {
            string id = (await room.AddFlowAsync([StoreRoom.Spec()])).Id;
            room.Pass(TimeSpan.FromSeconds(i % 2));
            runner.End(runner.Take(), i % 3 == 0 ? Ending.Failed : Ending.Passed);
            ended.Add(id);
        }

        string waiting = (await room.AddFlowAsync([StoreRoom.Spec()])).Id;
        async Task<string[]> Read(string source, string? pattern = null)
        {
            var found = new List<string>();
            string cursor = "";
            do
            {
                SearchReply<WorkflowInfo> reply = await room.Store.SearchFlowsAsync(
                    new Search { Source = source, Cursor = cursor, Limit = 2, Filter = new Filter(null, pattern, null, null) });
                found.AddRange(reply.Found.Select(flow => flow.Id));
                cursor = reply.Cursor;
            }
            while (cursor.Length > 0);

            return [.. found];
        }

        Assert.Equal(ended.Order(), (await Read("pf")).Order());
        Assert.Equal((string[])[ended[3], ended[0]], (IEnumerable<string>)await Read("f"));
        string[] newest = [waiting, .. ended.AsEnumerable().Reverse()];
        Assert.Equal(newest, (IEnumerable<string>)await Read("index", "FL*"));
        Assert.Empty(await Read("index", "other"));
        Assert.Equal([waiting], await Read("pending"));
    });

    [Theory, BothServers]
    public Task Ids_are_found_by_their_beginning(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string[] ids = await room.AddManyAsync(5);
        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec()]);

        Assert.Equal([ids[2]], (await room.Store.FindAsync(ids[2], true, true, 10)).Tasks);
        Assert.Equal(ids.Take(3), (await room.Store.FindAsync(ids[0][..8], true, false, 3)).Tasks);
        Assert.Equal([flow.Id], (await room.Store.FindAsync(flow.Id[..20], false, true, 10)).Flows);
        Assert.Empty((await room.Store.FindAsync(flow.Id, true, false, 10)).Flows);
        Assert.Equal(([], []), await room.Store.FindAsync("zzzz", true, true, 10));
        Assert.Equal([.. ids, flow.TaskIds[0][0]], (await room.Store.FindAsync("", true, true, 10)).Tasks);

        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(ids[0]));
        room.Pass(TimeSpan.FromDays(2));
        Assert.Empty((await room.Store.FindAsync(ids[0], true, true, 10)).Tasks);
    });

    [Theory, BothServers]
    public Task What_runs_is_counted_by_queue_and_named_by_its_runner(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddManyAsync(700, i => StoreRoom.Spec(i % 2 == 0 ? "a" : "b"));
        Hand first = await room.RunnerAsync("a", "b"), second = await room.RunnerAsync("b");
        first.Claim(600);
        second.Claim(50);

        RunningNow now = await room.Store.RunningAsync(second.Keys.Incarnation);
        Assert.Equal(second.Holds.Keys.OrderDescending(StringComparer.Ordinal), now.Ids);
        Assert.Equal(first.Holds.Count + second.Holds.Count, now.ByQueue.Values.Sum());
        Assert.Equal(first.Holds.Values.Count(task => task.ReadSpec()!.Queue == "a"), now.ByQueue["a"]);
        Assert.Empty((await room.Store.RunningAsync(null)).Ids);
    }, watch: false);

    [Theory, BothServers]
    public Task A_queue_says_since_when_its_oldest_waits(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        async Task<DateTimeOffset?> Oldest() => (await room.Store.OverviewAsync()).Queues.Single(queue => queue.Name == "default").OldestAt;
        Hand runner = await room.RunnerAsync();
        Assert.Null(await Oldest());
        long start = room.Now;
        string[] ids = await room.AddManyAsync(2);
        room.Pass(TimeSpan.FromMinutes(5));
        ClaimedTask task = runner.Take(ids[0]);
        runner.End(task, Ending.HandedBack);

        Assert.Equal(start, (await Oldest())!.Value.ToUnixTimeMilliseconds());
        runner.Claim(2);
        Assert.Null(await Oldest());
    });

    /// <summary>A source read to its end, in calls of a few.</summary>
    private static async Task<string[]> AllAsync(StoreRoom room, string source, int limit, Filter filter)
    {
        var found = new List<string>();
        string cursor = "";
        do
        {
            SearchReply<TaskInfo> reply = await room.Store.SearchTasksAsync(new Search { Source = source, Cursor = cursor, Limit = limit, Filter = filter });
            Assert.True(reply.Found.Count <= limit);
            found.AddRange(reply.Found.Select(task => task.Id));
            cursor = reply.Cursor;
        }
        while (cursor.Length > 0);

        return [.. found];
    }
}
