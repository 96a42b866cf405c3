using System.Text.Json;

namespace Taskue.Cli.Tests;

public sealed class ListTests
{
    [Fact]
    public async Task A_table_has_a_header_a_line_a_task_and_the_state_as_a_word()
    {
        Shop shop = await Shop.OpenAsync();
        (int code, string output, string error) = await shop.RunAsync("task list");

        string[] lines = output.Split('\n');
        Assert.Matches("^ID +STATE +QUEUE +TITLE +ATTEMPT +CREATED +RAN$", lines[0]);
        Assert.Equal(11, lines.Length);
        Assert.Matches($"^{TaskIdPattern}  pending +video +encodeé 猫 +.* ago|now$", lines[1]);
        Assert.Contains(lines, line => line.Contains("  passed ") && line.Contains("invoice 3") && line.Contains(" 2/3 "));
        Assert.DoesNotContain('\e', output);
        Assert.Equal("", error);
        Assert.Equal(ExitCodes.Passed, code);
    }

    [Theory]
    [InlineData("t list --state passed,failed --queue mail -o name --sort title", 3, "")]
    [InlineData("tasks list --title INV* --limit 2 -o name", 2, "2 of 3; next: --page 2")]
    [InlineData("task list --title inv* --limit 2 --page 2 -o name", 1, "1 of 3; page 2 is the last")]
    [InlineData("task list --since 1h --until 2020-01-01", -1, "error: --until (2020-01-01")]
    [InlineData("task list --state created", 0, "no tasks in namespace shop fit")]
    [InlineData("task list --until 1h -o name", 0, "")]
    [InlineData("workflow list --state failed -o name", 1, "")]
    [InlineData("wf list --title night*", 2, "")]
    [InlineData("queue list -o name", 4, "")]
    [InlineData("runners list --state stopped --queue mail -o name", 1, "")]
    [InlineData("r list --state idle", 0, "no runners in namespace shop fit; start one: taskue runner start")]
    public async Task Filters_and_pages_narrow_a_list(string line, int lines, string error)
    {
        Shop shop = await Shop.OpenAsync();
        (int code, string output, string shown) = await shop.RunAsync(line);

        Assert.Equal(lines < 0 ? ExitCodes.Usage : ExitCodes.Passed, code);
        Assert.Equal(Math.Max(0, lines), output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith(error, shown);
        Assert.Equal(error.Length == 0, shown.Length == 0);
    }

    [Fact]
    public async Task Json_is_one_document_and_jsonl_an_object_a_line()
    {
        Shop shop = await Shop.OpenAsync();
        JsonElement document = JsonElement.Parse((await shop.RunAsync("task list --json --limit 4")).Output);
        Assert.Equal((1, 1, 4, 10), (document.GetProperty("version").GetInt32(), document.GetProperty("page").GetInt32(), document.GetProperty("limit").GetInt32(), document.GetProperty("total").GetInt32()));
        Assert.Equal(4, document.GetProperty("items").GetArrayLength());

        string[] lines = (await shop.RunAsync("task list -o jsonl --title invoice*")).Output.Split('\n');
        Assert.Equal(["invoice 1", "invoice 2", "invoice 3"], lines.Select(line => JsonElement.Parse(line).GetProperty("title").GetString()).Order());
    }

    [Fact]
    public async Task Columns_are_chosen_sorted_and_printed_without_a_header()
    {
        Shop shop = await Shop.OpenAsync();
        Assert.Equal("TITLE      STATE\ninvoice 3  passed\ninvoice 2  passed\ninvoice 1  passed", (await shop.RunAsync("task list --title inv* --columns title,state --sort -title")).Output);
        Assert.Equal("0\n0\n0\n1", (await shop.RunAsync("queue list --columns pending --sort pending --no-headers")).Output);
        Assert.Matches(@"^\d{13}$", (await shop.RunAsync("task list --limit 1 --columns created --time unix --no-headers")).Output);
        Assert.Matches(@"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (await shop.RunAsync("task list --limit 1 --columns created --time iso --utc --no-headers")).Output);
    }

    [Fact]
    public async Task Colour_comes_only_where_it_is_asked_for()
    {
        Shop shop = await Shop.OpenAsync();
        Assert.Equal("\e[90mSTATE\e[0m\n\e[31mfailed\e[0m", (await shop.RunAsync("task list --title resize* --columns state --color always")).Output);
    }

    [Theory]
    [InlineData("task list --state faild", "error: --state must be created, pending, running, passed, failed, errored, timedout, terminated or skipped, but is 'faild'. Did you mean 'failed'?")]
    [InlineData("task list --columns id,titel", "error: --columns names no column 'titel'. Did you mean 'title'? There are: id, state, reason, queue, title, attempt, created, started, ended, ran, runner, workflow, stage, error, method.")]
    [InlineData("task list --sort agee", "error: --sort names no column 'agee'. There are: id,")]
    [InlineData("task list -o jsn", "error: --output must be table, wide, json, jsonl, yaml or name, but is 'jsn'. Did you mean 'json'?")]
    [InlineData("task list --json -o yaml", "error: --json is -o json, and cannot be given with -o yaml.")]
    [InlineData("task list --limit 0", "error: --limit must be 1 to 1000, but is 0.")]
    [InlineData("task list --page 0", "error: --page must be 1 or more, but is 0.")]
    [InlineData("task list --since yesterday", "error: 'yesterday' is no moment for --since: write 10m or 2d (ago), 2026-01-31, 2026-01-31T12:00, or 2026-01-31T12:00Z.")]
    [InlineData("task list --queue a,b", "error: 'a,b' is not a queue or tag name")]
    [InlineData("task get --sate failed", "error: '--sate' is no option of taskue task get.")]
    [InlineData("task delete --sate failed", "error: '--sate' is no option of taskue task delete. Did you mean '--state'? See taskue task delete --help.")]
    [InlineData("task list --time soon", "error: --time must be relative, iso or unix, but is 'soon'.")]
    public async Task Wrong_words_are_told_with_the_nearest_right_one(string line, string error)
    {
        (int code, string output, string shown) = await (await Shop.OpenAsync()).RunAsync(line);

        Assert.StartsWith(error, shown);
        Assert.Equal("", output);
        Assert.Equal(ExitCodes.Usage, code);
    }

    [Fact]
    public async Task Yaml_and_wide_hold_what_json_and_tables_do()
    {
        Shop shop = await Shop.OpenAsync();
        string yaml = (await shop.RunAsync("queue list -o yaml")).Output;
        Assert.StartsWith("version: 1\nitems:\n- name: default\n  pending: 0\n  held: 0\n  running: 0\n  oldestAt: null\n  waitingRunners: 0\n  runners: []\n", yaml);
        Assert.Contains("- name: video\n  pending: 1\n", yaml);
        string wide = (await shop.RunAsync("task list -o wide --state failed --title resize*")).Output;
        Assert.Matches("^ID +STATE +REASON +QUEUE +TITLE +ATTEMPT +CREATED +STARTED +ENDED +RAN +RUNNER +WORKFLOW +STAGE +ERROR +METHOD\n.*worker-1.*no such cat +Taskue.Cli.Tests:Taskue.Cli.Tests.Work.Fail", wide);
    }

    [Fact]
    public async Task Every_namespace_is_listed_with_its_name()
    {
        Shop shop = await Shop.OpenAsync();
        (int code, string output, _) = await shop.RunAsync("queue list -A -o name");
        Assert.Contains("shop/video", output.Split('\n'));
        Assert.Equal(ExitCodes.Passed, code);
        Assert.Contains("\"namespace\":\"shop\",\"name\":\"worker-1\"", (await shop.RunAsync("runner list -A -o jsonl")).Output);
    }

    [Theory]
    [InlineData("task count", "passed          5", "all            10")]
    [InlineData("workflow count", "failed       1", "all          2")]
    public async Task Counts_are_exact(string line, string one, string all)
    {
        (int code, string output, _) = await (await Shop.OpenAsync()).RunAsync(line);
        Assert.Contains(one, output);
        Assert.EndsWith(all, output);
        Assert.Equal(ExitCodes.Passed, code);
    }

    private const string TaskIdPattern = "[0-9a-hjkmnp-tv-z]{22}";
}
