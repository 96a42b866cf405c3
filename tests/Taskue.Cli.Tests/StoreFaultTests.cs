namespace Taskue.Cli.Tests;

public sealed class StoreFaultTests
{
    [Theory]
    [InlineData("task list")]
    [InlineData("workflow watch @latest")]
    [InlineData("runner stop a")]
    [InlineData("namespace list --json")]
    public async Task A_redis_that_is_away_is_one_line_and_a_code_of_its_own(string line)
    {
        (int code, string output, string error) = await Cli.RunAsync(line.Split(' '), "127.0.0.1:1,user=me,password=hunter2");

        Assert.Equal("error TQ2001: Redis cannot be reached at 127.0.0.1:1. Is it running, and are host, port and TLS (ssl=true) right?", error);
        Assert.Equal(("", ExitCodes.StoreUnreachable), (output, code));
    }
}
