using System.Text.Json;
using Taskue.TestSupport;

namespace Taskue.Packages.Tests;

/// <summary>The command line as its users get it: installed as a tool from a package, and run from a clone.</summary>
[Collection("builds")]
public sealed class ToolTests(PackedFeed feed) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    private readonly string folder = Directory.CreateTempSubdirectory("taskue-tool-").FullName;

    [Fact]
    public async Task The_tool_installs_from_its_package_and_works()
    {
        string tools = Path.Combine(folder, "tools");
        await RunAsync("dotnet", "tool", "install", "Taskue.Cli", "--tool-path", tools, "--source", feed.Folder, "--version", feed.Version);

        await WorksAsync(Path.Combine(tools, "taskue"));
    }

    [Fact]
    public async Task The_clone_s_own_script_builds_and_works() => await WorksAsync(Path.Combine(Repository.Root, "taskue"));

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task WorksAsync(string taskue)
    {
        Assert.Matches(@"^\d+\.\d+\.\d+", await RunAsync(taskue, "--version"));
        Assert.StartsWith("Examples:\n", await RunAsync(taskue, "--help"));
        Assert.Equal(1, JsonElement.Parse(await RunAsync(taskue, "task", "list", "--json")).GetProperty("version").GetInt32());
        Assert.Contains("_taskue", await RunAsync(taskue, "completion", "bash"));
        Assert.Equal("namespace = \"shop\"", (await RunAsync("sh", "-c", $"'{taskue}' config set namespace shop && cat '{folder}/taskue.toml'")).Trim());
    }

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>
        {
            ["TASKUE_REDIS"] = (await TestServers.RedisAsync()).ConnectionString,
            ["TASKUE_CONFIG"] = Path.Combine(folder, "taskue.toml"),
            ["CI"] = null,
        };
        await using ChildProcess process = ChildProcess.Start(program, arguments, environment, Repository.Root);
        int code = await process.WaitForExitAsync(Limit);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}:\n{process.Output}\n{process.Error}");
        return process.Output;
    }
}
