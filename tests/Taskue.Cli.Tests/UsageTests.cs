namespace Taskue.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("runer", "error: 'runer' is no command of taskue. Did you mean 'runner'? See taskue --help.")]
    [InlineData("runner strat", "error: 'strat' is no command of taskue runner. Did you mean 'start'? See taskue runner --help.")]
    [InlineData("xyz", "error: 'xyz' is no command of taskue. See taskue --help.")]
    [InlineData("runner start --concurency 3", "error: '--concurency' is no option of taskue runner start. Did you mean '--concurrency'? See taskue runner start --help.")]
    [InlineData("task foo --help", "error: 'foo' is no command of taskue task. See taskue task --help.")]
    [InlineData("tsk --help", "error: 'tsk' is no command of taskue. Did you mean 'task'? See taskue --help.")]
    [InlineData("help tsk", "error: 'tsk' is no command of taskue. Did you mean 'task'? See taskue --help.")]
    [InlineData("help task lst", "error: 'lst' is no command of taskue task. Did you mean 'list'? See taskue task --help.")]
    [InlineData("task logs x --attempt y", "error: Cannot parse argument 'y' for option '--attempt' as a whole number. See taskue task logs --help.")]
    [InlineData("task logs x --level loud", "error: Argument 'loud' is none of trace, debug, info, warn, error, crit. See taskue task logs --help.")]
    [InlineData("task list --state ,", "error: --state must be created, pending, running, passed, failed, errored, timedout, terminated or skipped, but is ''.")]
    [InlineData("task delete --queue mail --yes",
        "error: --queue without --state chooses the tasks that wait in a queue, and only tasks that have ended can be deleted. Say which: --state passed,failed")]
    [InlineData("task list --redis localhost:1,defaultDatabase=-3", "error: defaultDatabase must be 0 or more, but is -3.")]
    [InlineData("runner start --concurrency x", "error: Cannot parse argument 'x' for option '--concurrency' as a whole number. See taskue runner start --help.")]
    [InlineData("runner start --timeout soon",
        "error: 'soon' is no length of time for --timeout: write 500ms, 90s, 10m, 1h, 2d, 00:10:00, or a number of seconds. See taskue runner start --help.")]
    [InlineData("runner start -q a,b --concurrency 0 --redis localhost:1",
        "error: --queue: 'a,b' is not a queue or tag name: 1 to 64 characters [A-Za-z0-9._:/-], beginning with a letter or digit; --concurrency must be 1 to 1000, but is 0.")]
    [InlineData("runner start --redis localhost:1",
        "error: This runner could run nothing. Name a folder with builds of your methods (--modules FOLDER; --allow PATTERN adds methods of their packages), "
        + "or add --allow-shell to run shell tasks.")]
    [InlineData("runner start --allow Shop:* --redis localhost:1",
        "error: This runner could run nothing: --allow Shop:* allows methods, but no build is loaded that has them. "
        + "Name the folder of the build with --modules FOLDER, or add --allow-shell to run shell tasks.")]
    [InlineData("runner start --no-untagged", "error: --queue must name a queue where --no-untagged is given, but is empty.")]
    [InlineData("status --verbose=true --verbose=false", "error: Option '--verbose' expects a single argument but 2 were provided. See taskue status --help.")]
    [InlineData("demo --runners 9", "error: --runners must be 1 to 8, but is 9.")]
    [InlineData("demo /nowhere/at/all", "error: There is no folder '/nowhere/at/all'. Name one whose files the demo may read: taskue demo FOLDER")]
    public async Task A_wrong_command_line_is_one_line_that_helps(string line, string error)
    {
        (int code, string output, string shown) = await Cli.RunAsync(line.Split(' '));

        Assert.Equal(error, shown);
        Assert.Equal("", output);
        Assert.Equal(ExitCodes.Usage, code);
    }

    [Theory]
    [InlineData("--help", "  taskue demo\n  taskue task list --state failed --since 1h\n")]
    [InlineData("", "  taskue demo\n  taskue task list --state failed --since 1h\n")]
    [InlineData("help", "  taskue demo\n  taskue task list --state failed --since 1h\n")]
    [InlineData("help runner start", "  taskue runner start -n worker-1 -q mail -q images --modules /srv/jobs --timeout 10m\n  taskue runner start --modules /srv/jobs --allow 'Vendor.Reports:*' --concurrency 8\n  taskue runner start --allow-shell -q linux\n")]
    [InlineData("runner start --help", "  taskue runner start -n worker-1 -q mail -q images --modules /srv/jobs --timeout 10m\n  taskue runner start --modules /srv/jobs --allow 'Vendor.Reports:*' --concurrency 8\n  taskue runner start --allow-shell -q linux\n")]
    public async Task Help_begins_with_two_examples(string line, string examples)
    {
        (int code, string output, string error) = await Cli.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.StartsWith("Examples:\n" + examples + "\n", output);
        Assert.DoesNotContain("exit-with-stdin", output);
        Assert.Equal("", error);
        Assert.Equal(ExitCodes.Passed, code);
    }

    [Fact]
    public async Task The_version_is_a_number_and_nothing_else()
    {
        (int code, string output, _) = await Cli.RunAsync("--version");

        Assert.Matches(@"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$", output);
        Assert.Equal(ExitCodes.Passed, code);
    }
}
