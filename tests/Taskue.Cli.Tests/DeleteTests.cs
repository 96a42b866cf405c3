using System.Text.Json;
using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

public sealed class DeleteTests
{
    [Fact]
    public async Task Tasks_are_deleted_by_id_and_the_place_is_told_before()
    {
        await using Room room = await Room.OpenAsync("delete-ids");
        string[] ids = await FinishedAsync(room, 2);

        (int code, string output, string error) = await room.RunAsync($"task delete {ids[0]} {ids[1]}");

        Assert.Equal(("", ExitCodes.Passed), (output, code));
        Assert.Equal($"deleting 2 tasks in namespace delete-ids, Redis {room.Redis.Split(',')[0]}\ndeleted 2 tasks", error);
        Assert.Equal(0, (await room.Taskue.CountTasksAsync()).Total);
        (code, output, _) = await room.RunAsync($"task delete {ids[0]}");
        Assert.Equal(ExitCodes.NotFound, code);
        Assert.Contains($"{ids[0]}  missing  There is no task", output);
    }

    [Fact]
    public async Task A_filter_shows_what_it_chose_and_wants_a_yes()
    {
        await using Room room = await Room.OpenAsync("delete-filter");
        await FinishedAsync(room, 12);
        await room.Taskue.EnqueueAsync(TaskSpec.Call(() => Work.Fail("")) with { Title = "task waiting", Tag = "nobody" });

        (int code, string output, string error) = await room.RunAsync("task delete --title task* --dry-run");
        Assert.Equal(ExitCodes.Passed, code);
        Assert.StartsWith("left alone: 1 not ended yet\nwould delete 12 tasks in namespace delete-filter, Redis ", error);
        Assert.EndsWith("\nand 2 more", error);
        Assert.Equal(11, output.Split('\n').Length);

        (code, output, error) = await room.RunAsync("task delete --title task*");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.EndsWith("error: Delete 12 tasks? Nobody can be asked here: give --yes.", error);
        Assert.Equal(13, (await room.Taskue.CountTasksAsync()).Total);

        (code, output, error) = await room.RunAsync("task delete --title task* --yes --json");
        Assert.Equal(ExitCodes.Passed, code);
        Assert.EndsWith("\ndeleted 12 tasks", error);
        Assert.All(JsonElement.Parse(output).GetProperty("items").EnumerateArray(), item => Assert.Equal("deleted", item.GetProperty("outcome").GetString()));
        Assert.Equal(1, (await room.Taskue.CountTasksAsync()).Total);

        (code, _, error) = await room.RunAsync("task delete --title task* --yes");
        Assert.Equal(ExitCodes.NotFound, code); // nothing was deleted
        Assert.StartsWith("left alone: 1 not ended yet\n", error);
        Assert.Equal(ExitCodes.NotFound, (await room.RunAsync("workflow delete --state passed --yes")).Code);
    }

    [Fact]
    public async Task What_has_not_ended_or_belongs_to_a_workflow_is_refused_and_says_why()
    {
        await using Room room = await Room.OpenAsync("delete-refused");
        TaskHandle waiting = await room.Taskue.EnqueueAsync(TaskSpec.Call(() => Work.Fail("")) with { Tag = "nobody" });
        WorkflowHandle flow = await room.Taskue.EnqueueAsync(new WorkflowSpec("waits", [[TaskSpec.Call(() => Work.Fail("")) with { Tag = "nobody" }]]));

        (int code, string output, string error) = await room.RunAsync($"task delete {waiting.Id}");
        Assert.Equal(ExitCodes.Refused, code);
        Assert.Contains($"{waiting.Id}  refused  ", output);
        Assert.EndsWith("deleted 0 tasks", error);
        Assert.Equal(ExitCodes.Refused, (await room.RunAsync($"workflow delete {flow.Id}")).Code);
    }

    [Fact]
    public async Task A_workflow_is_deleted_with_its_tasks()
    {
        await using Room room = await Room.OpenAsync("delete-workflow");
        await room.StartRunnerAsync();
        WorkflowHandle flow = await room.Taskue.EnqueueAsync(new WorkflowSpec("done", [[TaskSpec.Call(() => Work.Send(1, TaskContext.Current))]]));
        await flow.WaitAsync(Wait.DefaultLimit);

        (int code, string output, string error) = await room.RunAsync("workflow delete --state passed --yes -o name");

        Assert.Equal((flow.Id, ExitCodes.Passed), (output, code));
        Assert.EndsWith("deleted 1 workflow", error);
        Assert.Equal(0, (await room.Taskue.CountTasksAsync()).Total);
    }

    [Theory]
    [InlineData("task delete", "error: Name ids, or choose tasks by a filter, as --state failed --until 7d.")]
    [InlineData("task delete @latest --state failed", "error: Give ids or a filter, not both.")]
    [InlineData("workflow delete", "error: Name ids, or choose workflows by a filter, as --state passed --until 30d.")]
    public async Task Nothing_is_deleted_where_it_is_not_clear_what(string line, string error)
    {
        (int code, string output, string shown) = await Cli.RunAsync(line.Split(' '));
        Assert.Equal((error, "", ExitCodes.Usage), (shown, output, code));
    }

    private static async Task<string[]> FinishedAsync(Room room, int count)
    {
        await room.StartRunnerAsync();
        var tasks = new List<TaskHandle>();
        for (int number = 10; number < 10 + count; number++)
        {
            int one = number;
            tasks.Add(await room.Taskue.EnqueueAsync(TaskSpec.Call(() => Work.Send(one, TaskContext.Current)) with { Title = $"task {one}" }));
        }

        foreach (TaskHandle task in tasks)
        {
            await task.WaitAsync(Wait.DefaultLimit);
        }

        return [.. tasks.Select(task => task.Id)];
    }
}
