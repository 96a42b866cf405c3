namespace Taskue.Tests;

public sealed class SpecCheckTests
{
    private const int Limit = 1024 * 1024;

    private static readonly TaskSpec Plain = TaskSpec.Call(() => Nothing());

    public static TheoryData<string, TaskSpec> Wrong => new()
    {
        { "Retries", Plain with { Retries = -1 } },
        { "Retries", Plain with { Retries = 1001 } },
        { "Timeout", Plain with { Timeout = TimeSpan.Zero } },
        { "Timeout", Plain with { Timeout = TimeSpan.FromSeconds(-5) } },
        { "Timeout", Plain with { Timeout = TimeSpan.FromDays(366) } },
        { "When", Plain with { When = (RunWhen)7 } },
        { "on failure", Plain with { When = RunWhen.OnFailure } },
        { "queue or tag name", Plain with { Tag = "" } },
        { "queue or tag name", Plain with { Tag = "-first" } },
        { "queue or tag name", Plain with { Tag = "with space" } },
        { "queue or tag name", Plain with { Tag = "brace{" } },
        { "queue or tag name", Plain with { Tag = new string('q', 65) } },
        { "257 characters", Plain with { Title = new string('t', 257) } },
        { "control character", Plain with { Title = "two\nlines" } },
        { "not an id", Plain with { Id = "nonsense" } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_option_is_refused_and_named(string named, TaskSpec spec)
    {
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(() => SpecCheck.Task(spec, Limit, "task"));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Equal("task", refused.ParamName);
    }

    [Theory]
    [InlineData("ubuntu:18")]
    [InlineData("a/b.c_d-e")]
    [InlineData("7")]
    public void Tags_as_users_write_them_are_taken(string tag) => SpecCheck.Task(Plain with { Tag = tag }, Limit, "task");

    [Fact]
    public void No_timeout_at_all_is_a_named_value() => SpecCheck.Task(Plain with { Timeout = Timeout.InfiniteTimeSpan }, Limit, "task");

    [Fact]
    public void Arguments_over_the_limit_are_told_with_both_sizes_and_the_setting()
    {
        string text = new('x', 2000);
        TooLargeException refused = Assert.Throws<TooLargeException>(() => SpecCheck.Task(TaskSpec.Call(() => Take(text)), 1024, "task"));
        Assert.Equal(ErrorCodes.TooLarge, refused.Code);
        Assert.Contains("2004", refused.Message, StringComparison.Ordinal);
        Assert.Contains("1024", refused.Message, StringComparison.Ordinal);
        Assert.Contains("TaskueOptions.MaxPayloadBytes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_workflow_without_stages_or_with_an_empty_one_is_refused()
    {
        Assert.Contains("no stage", Refusal(new WorkflowSpec("w", [])), StringComparison.Ordinal);
        Assert.Contains("Stage 2", Refusal(new WorkflowSpec("w", [[Plain], []])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_workflow_over_a_limit_is_refused_with_both_numbers()
    {
        Assert.Contains("1001 stages, and 1000", Refusal(new WorkflowSpec("w", [.. Enumerable.Repeat((TaskSpec[])[Plain], 1001)])), StringComparison.Ordinal);
        Assert.Contains("10001 tasks, and 10000", Refusal(new WorkflowSpec("w", [[.. Enumerable.Repeat(Plain, 10_001)]])), StringComparison.Ordinal);
        Assert.Contains("33 tags, and 32", Refusal(new WorkflowSpec("w", [[.. Enumerable.Range(0, 33).Select(i => Plain with { Tag = "q" + i })]])), StringComparison.Ordinal);
    }

    [Fact]
    public void One_spec_in_two_places_is_two_tasks_and_one_id_in_two_places_is_refused()
    {
        SpecCheck.Workflow(new WorkflowSpec("w", [[Plain, Plain], [Plain]]), Limit, "workflow");
        TaskSpec named = Plain with { Id = TaskId.New() };
        Assert.Contains("two tasks with the id", Refusal(new WorkflowSpec("w", [[named], [named]])), StringComparison.Ordinal);
    }

    private static string Refusal(WorkflowSpec spec) =>
        Assert.ThrowsAny<Exception>(() => SpecCheck.Workflow(spec, Limit, "workflow")).Message;

    private static void Nothing()
    {
    }

    private static void Take(string text) => _ = text;
}
