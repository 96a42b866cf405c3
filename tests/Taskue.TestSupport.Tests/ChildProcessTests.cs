namespace Taskue.TestSupport.Tests;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task Lines_of_both_streams_are_kept_and_waited_for()
    {
        await using var child = Shell("echo one; read -r x; echo got $x; echo two >&2; exit 3");

        Assert.Equal("one", await child.WaitForLineAsync(line => line == "one"));
        await child.WriteLineAsync("word");

        Assert.Equal("got word", await child.WaitForLineAsync(line => line.StartsWith("got")));
        Assert.Equal(3, await child.WaitForExitAsync());
        Assert.Equal("one\ngot word", child.Output);
        Assert.Equal("two", child.Error);
    }

    [Fact]
    public async Task A_program_that_ends_without_the_line_fails_at_once_and_is_quoted()
    {
        await using var child = Shell("echo something else");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => child.WaitForLineAsync(line => line == "never", TimeSpan.FromMinutes(1), "the word never"));

        Assert.Contains("ended without the word never", error.Message);
        Assert.Contains("something else", error.Message);
    }

    [Fact]
    public async Task A_line_that_does_not_come_in_time_is_named()
    {
        await using var child = Shell("exec sleep 60");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => child.WaitForLineAsync(_ => true, TimeSpan.FromMilliseconds(50), "a word"));

        Assert.Contains("did not print a word within 00:00:00.05", error.Message);
    }

    [Fact]
    public async Task It_takes_a_term_signal()
    {
        await using var child = Shell("trap 'echo ending; exit 7' TERM; echo ready; while :; do sleep 0.05; done");
        await child.WaitForLineAsync(line => line == "ready");

        await child.SignalAsync(ProcessSignal.Terminate);

        await child.WaitForLineAsync(line => line == "ending");
        Assert.Equal(7, await child.WaitForExitAsync());
    }

    [Fact]
    public async Task Disposing_ends_it_and_its_children()
    {
        var child = Shell("sleep 300 & echo $!; wait");
        var grandchild = int.Parse(await child.WaitForLineAsync(_ => true));

        await child.DisposeAsync();

        Assert.False(Signals.IsRunning(child.Id));
        await Wait.Eventually(() => !Signals.IsRunning(grandchild), "the child's child is gone");
    }

    [Fact]
    public async Task A_condition_that_never_holds_is_named_with_its_limit()
    {
        var error = await Assert.ThrowsAsync<TimeoutException>(
            () => Wait.Eventually(() => false, "the moon is full", TimeSpan.FromMilliseconds(30)));

        Assert.Equal("Not within 0.03 s: the moon is full", error.Message);
    }

    private static ChildProcess Shell(string script) => ChildProcess.Start("/bin/sh", ["-c", script]);
}
