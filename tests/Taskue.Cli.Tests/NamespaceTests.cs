using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

public sealed class NamespaceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("taskue-cli-namespaces-").FullName;

    private string File => Path.Combine(folder, "taskue.toml");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Switching_is_kept_and_listed()
    {
        Shop shop = await Shop.OpenAsync();
        (int code, string output, string error) = await RunAsync("namespace switch shop", shop.Redis);
        Assert.Equal(("", "namespace shop", ExitCodes.Passed), (output, error, code));
        Assert.Equal("namespace = \"shop\"\n", await System.IO.File.ReadAllTextAsync(File));
        Assert.Matches("(?m)^\\*        shop$", (await RunAsync("ns list", shop.Redis)).Output);
        Assert.Equal("namespace brand-new (empty so far)", (await RunAsync("namespace switch brand-new", shop.Redis)).Error);
        Assert.Equal("error: ", (await RunAsync("namespace switch a,b", shop.Redis)).Error[..7]);
    }

    [Fact]
    public async Task Deleting_wants_a_yes_and_refuses_while_a_runner_lives()
    {
        await using Room room = await Room.OpenAsync("doomed");
        await room.StartRunnerAsync();
        await (await room.Taskue.EnqueueAsync(() => Work.Send(1, TaskContext.Current))).WaitAsync(Wait.DefaultLimit);

        (int code, _, string error) = await RunAsync("namespace delete doomed", room.Redis);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.StartsWith("deleting everything, 1 task and 0 workflows, in namespace doomed, Redis ", error);
        Assert.EndsWith("error: Namespace 'doomed' will be gone with everything in it. Nobody can be asked here: give --yes.", error);
        Assert.Equal(ExitCodes.Refused, (await RunAsync("namespace delete doomed --yes", room.Redis)).Code);

        (code, _, error) = await RunAsync("namespace delete doomed --yes --force", room.Redis);
        Assert.Equal(ExitCodes.Passed, code);
        Assert.EndsWith("deleted namespace doomed", error);
        Assert.DoesNotContain("doomed", await room.Taskue.ListNamespacesAsync());
    }

    [Fact]
    public async Task A_protected_context_wants_its_name_before_a_change()
    {
        await using Room room = await Room.OpenAsync("guarded");
        await room.Taskue.EnqueueAsync(TaskSpec.Call(() => Work.Fail("")) with { Tag = "nobody" });
        string[] server = room.Redis.Split(',')[0].Split(':');
        await System.IO.File.WriteAllTextAsync(File, $"[contexts.prod]\nredis_host = \"{server[0]}\"\nredis_port = {server[1]}\nprotected = true\n");
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        (int code, _, string error) = await RunAsync("namespace delete guarded --context prod --yes", null);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Equal($"deleting everything, 1 task and 0 workflows, in namespace guarded, context prod (protected), Redis {string.Join(':', server)}\nerror: The context 'prod' is protected: give --confirm prod.", error);
        Assert.Equal(ExitCodes.Refused, (await RunAsync("namespace delete guarded --context prod --yes --confirm production", null)).Code);
        Assert.Equal(ExitCodes.Passed, (await RunAsync("namespace delete guarded --context prod --yes --confirm prod", null)).Code);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(string line, string? redis) =>
        Cli.RunAsync(line.Split(' '), redis, new Dictionary<string, string?> { ["TASKUE_CONFIG"] = File, ["HOME"] = folder });
}
