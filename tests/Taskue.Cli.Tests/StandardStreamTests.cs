using System.Text;
using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

/// <summary>Standard streams that are full, closed or odd are the caller's mistake, and never one of Taskue.</summary>
public sealed class StandardStreamTests
{
    [Theory]
    [InlineData("--help > /dev/full", ExitCodes.OutputLost, "error: Standard output cannot be written: No space left on device.")]
    [InlineData("explain > /dev/full", ExitCodes.OutputLost, "error: Standard output cannot be written: No space left on device.")]
    [InlineData("explain -o yaml > /dev/full", ExitCodes.OutputLost, "error: Standard output cannot be written: No space left on device.")]
    [InlineData("--version >&-", ExitCodes.OutputLost, "error: Standard output cannot be written: It is closed.")]
    [InlineData("explain --json >&-", ExitCodes.OutputLost, "error: Standard output cannot be written: It is closed.")]
    [InlineData("explain >&- 2>&-", ExitCodes.OutputLost, "")]
    [InlineData("nonsense 2> /dev/full", ExitCodes.Usage, "")]
    [InlineData("nonsense 2>&-", ExitCodes.Usage, "")]
    [InlineData("config set redis_secret - < /tmp", ExitCodes.Usage, "error: Standard input cannot be read: Is a directory.")]
    [InlineData("config set redis_secret - <&-", ExitCodes.Usage, "error: redis_secret must not be empty.")]
    public async Task What_cannot_be_written_or_read_is_told_as_such(string line, int code, string error)
    {
        await using ChildProcess shell = ChildProcess.Start("sh", ["-c", $"exec dotnet '{Path.Combine(AppContext.BaseDirectory, "Taskue.Cli.dll")}' {line}"],
            new Dictionary<string, string?> { ["TASKUE_CONFIG"] = "/nowhere/taskue.toml" });

        Assert.Equal(code, await shell.WaitForExitAsync(TimeSpan.FromMinutes(5)));
        Assert.Equal(("", error), (shell.Output, shell.Error));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public async Task Ids_on_standard_input_may_begin_with_a_byte_order_mark(string encoding)
    {
        Shop shop = await Shop.OpenAsync();
        var bytes = Encoding.GetEncoding(encoding);
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"{shop.FailedTask}\r\n{shop.RetriedTask}\r\n", bytes);

        await using ChildProcess shell = ChildProcess.Start("sh", ["-c",
            $"exec dotnet '{Path.Combine(AppContext.BaseDirectory, "Taskue.Cli.dll")}' task get - -o name --namespace {Shop.Namespace} < '{file}'"],
            new Dictionary<string, string?> { ["TASKUE_CONFIG"] = "/nowhere/taskue.toml", ["TASKUE_REDIS"] = shop.Redis });
        Assert.Equal(ExitCodes.Passed, await shell.WaitForExitAsync(TimeSpan.FromMinutes(5)));
        Assert.Equal($"{shop.FailedTask}\n{shop.RetriedTask}", shell.Output);
        File.Delete(file);
    }
}
