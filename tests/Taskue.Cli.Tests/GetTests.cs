using System.Text.Json;

namespace Taskue.Cli.Tests;

public sealed class GetTests
{
    [Fact]
    public async Task A_task_is_shown_whole()
    {
        Shop shop = await Shop.OpenAsync();
        (int code, string output, string error) = await shop.RunAsync($"task get {shop.FailedTask} --time unix");

        Assert.Matches($"^Task: +{shop.FailedTask}\nTitle: +resize cat.png\nState: +failed\nQueue: +images\nRunner: +worker-1\nAttempt: +1 of 1\nTimeout: +the runner's\nCreated: +\\d+\n", output);
        Assert.Contains("\nArguments\n  [\"no such cat\"]\n\nError\n  System.InvalidOperationException: no such cat\n\nDetail\n", output);
        Assert.Equal("", error);
        Assert.Equal(ExitCodes.Passed, code);
    }

    [Fact]
    public async Task Earlier_attempts_are_shown_with_their_errors()
    {
        Shop shop = await Shop.OpenAsync();
        string output = (await shop.RunAsync("task get -", input: shop.RetriedTask)).Output;

        Assert.Contains("\nResult\n  \"sent 3\"\n", output);
        Assert.Matches("\nEarlier starts\n  START  OUTCOME  RUNNER    STARTED +RAN  ERROR\n      1  failed   worker-1 .* the mail server is busy$", output);
    }

    [Fact]
    public async Task A_workflow_is_shown_with_stages_and_tasks()
    {
        Shop shop = await Shop.OpenAsync();
        string output = (await shop.RunAsync($"workflow get {shop.FailedFlow}")).Output;

        Assert.Contains("\nStages:   3 of 3 done\nTasks:    4: 1 passed, 1 failed, 1 failed (allowed), 1 skipped\nAllowed:  1 failure of tasks that may fail\n", output);
        Assert.Matches("\n +0  passed +2 .* 1 passed, 1 failed \\(allowed\\)\n +1  failed +1 .* 1 failed\n +2  skipped +1 .* 1 skipped\n", output);
        Assert.Matches("  failed +deploy +1/1 .* worker-1\n", output);
        Assert.EndsWith("\n\nErrors\n  lint: a tab\n  deploy: disk full", output);
    }

    [Fact]
    public async Task An_allowed_failure_is_told_apart_wherever_it_is_shown_and_every_command_counts_it_in_the_same_way()
    {
        Shop shop = await Shop.OpenAsync();
        Assert.Matches($"\n{shop.FailedFlow}  failed +3/3 +4  1, 1 allowed  release 1.2 ", "\n" + (await shop.RunAsync("workflow list")).Output);
        JsonElement listed = JsonElement.Parse((await shop.RunAsync("workflow list --state failed --json")).Output).GetProperty("items")[0];
        JsonElement got = JsonElement.Parse((await shop.RunAsync($"workflow get {shop.FailedFlow} --json")).Output);
        Assert.Equal((1, 1), (listed.GetProperty("failures").GetInt32(), listed.GetProperty("warnings").GetInt32()));
        foreach (string field in (string[])["failures", "warnings", "tasks", "state", "durationMs"])
        {
            Assert.True(JsonElement.DeepEquals(listed.GetProperty(field), got.GetProperty(field)), $"{field} of list and get");
        }

        Assert.Contains("1 task of 4 failed.", (await shop.RunAsync($"why {shop.FailedFlow}")).Output);

        Assert.Contains("failed (allowed)  default  lint", (await shop.RunAsync("task list --state failed")).Output);
        Assert.Matches("failed +default +deploy", (await shop.RunAsync("task list --state failed")).Output);
        Assert.Matches("failed \\(allowed\\) +lint ", (await shop.RunAsync($"workflow get {shop.FailedFlow}")).Output);
        Assert.Matches("lint .* allowed  a tab\n", (await shop.RunAsync($"workflow watch {shop.FailedFlow}")).Output);
        Assert.Contains("\nFailing?:  yes: 2 tasks failed in the last hour", "\n" + (await shop.RunAsync("status")).Output);
    }

    [Fact]
    public async Task A_queue_a_runner_and_a_namespace_are_shown_whole()
    {
        Shop shop = await Shop.OpenAsync();
        Assert.Matches("^Queue: +video\nPending: +1\nRunning: +0\nOldest: .* ago\\)\nRunners: +none serves it$", (await shop.RunAsync("queue get video")).Output.Replace("(now)", "(1s ago)"));
        Assert.Matches("^Runner: +worker-1\nState: +stopped\nRunning: +0 of 1\nQueues: +mail, images, default\n", (await shop.RunAsync("runner get worker-1")).Output);
        string output = (await shop.RunAsync("namespace get")).Output;
        Assert.StartsWith("Namespace: shop\nTasks:     10: 1 pending, 5 passed, 3 failed, 1 skipped\nWorkflows: 2: 1 passed, 1 failed\nRunners:   none alive\n", output);
        Assert.Equal(output, (await Cli.RunAsync(["ns", "get", "shop"], shop.Redis)).Output);
    }

    [Fact]
    public async Task Ids_are_found_by_their_beginning_by_latest_and_on_standard_input()
    {
        Shop shop = await Shop.OpenAsync();
        Assert.Equal(shop.FailedTask, (await shop.RunAsync($"task get {shop.FailedTask[..18]} -o name")).Output);
        Assert.Equal(shop.FailedFlow, (await shop.RunAsync("workflow get @latest -o name")).Output);
        Assert.Equal(shop.FailedFlow, (await shop.RunAsync("workflow get @latest-failed -o name")).Output);
        Assert.Equal($"{shop.FailedFlow}\n{shop.PassedFlow}", (await shop.RunAsync("wf get - -o name", input: $"{shop.FailedFlow}\n{shop.PassedFlow}\n{shop.FailedFlow}")).Output);
    }

    [Theory]
    [InlineData("task get 0000000000000000000000", ExitCodes.NotFound, "error TQ1001: There is no task '0000000000000000000000' in namespace 'shop'.")]
    [InlineData("task get zzz", ExitCodes.NotFound, "error TQ1001: There is no task 'zzz' in namespace 'shop'.")]
    [InlineData("workflow get 0000000000000000000000", ExitCodes.NotFound, "error TQ1001: There is no workflow")]
    [InlineData("task get ILO", ExitCodes.Usage, "error: 'ILO' is no id and no beginning of one: ids have 22 characters of 0-9 and a-z without i, l, o and u.")]
    [InlineData("task get", ExitCodes.Usage, "error: Required argument 'ID' missing for command: 'get'. See taskue task get --help.")]
    [InlineData("queue get nowhere", ExitCodes.NotFound, "error TQ1001: There is no queue 'nowhere'")]
    [InlineData("runner get nobody", ExitCodes.NotFound, "error TQ1001: There is no runner 'nobody'")]
    [InlineData("runner stop nobody", ExitCodes.NotFound, "stopping nobody in namespace shop, Redis ")]
    [InlineData("namespace get shap", ExitCodes.NotFound, "error: There is no namespace 'shap'. Did you mean 'shop'?")]
    public async Task What_is_not_there_is_told(string line, int code, string error)
    {
        (int ended, string output, string shown) = await (await Shop.OpenAsync()).RunAsync(line);

        Assert.StartsWith(error, shown);
        Assert.Equal("", output);
        Assert.Equal(code, ended);
    }

    [Fact]
    public async Task An_id_that_is_not_unique_names_those_it_could_be()
    {
        Shop shop = await Shop.OpenAsync();
        (int code, _, string error) = await shop.RunAsync($"task get {shop.FailedTask[..2]}");
        Assert.StartsWith($"error TQ1015: '{shop.FailedTask[..2]}' is the beginning of ", error);
        Assert.Equal(ExitCodes.Usage, code);
    }

    [Fact]
    public async Task The_fields_of_json_are_those_that_were_approved()
    {
        Shop shop = await Shop.OpenAsync();
        var text = new System.Text.StringBuilder();
        foreach (string line in (string[])[$"task get {shop.FailedTask}", $"task get {shop.RetriedTask}", "task list", $"workflow get {shop.FailedFlow}", "workflow list", "queue get video", "queue list",
            "runner get worker-1", "namespace get", "namespace list", "task count", "workflow count", "config show", "task delete --state passed --dry-run"])
        {
            string json = (await shop.RunAsync($"{line} --json")).Output;
            string command = line.Replace($" {shop.FailedTask}", " FAILED").Replace($" {shop.RetriedTask}", " RETRIED").Replace($" {shop.FailedFlow}", "");
            text.Append($"taskue {command}\n{string.Concat(Fields(JsonElement.Parse(json), "").Distinct().Select(field => $"  {field}\n"))}\n");
        }

        Approval.Check(text.ToString(), "tests/Taskue.Cli.Tests/Approved/json-fields.txt");
    }

    private static IEnumerable<string> Fields(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(field => Fields(field.Value, path.Length == 0 ? field.Name : $"{path}.{field.Name}").Prepend(path.Length == 0 ? field.Name : $"{path}.{field.Name}")),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Fields(item, $"{path}[]")),
        _ => [],
    };
}
