using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

public sealed class CompletionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("taskue-cli-completion-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("tas", "task,tasks")]
    [InlineData("task l", "list,logs")]
    [InlineData("task list --st", "--state")]
    [InlineData("task list --state fa", "failed")]
    [InlineData("task list --output=js", "--output=json,--output=jsonl")]
    [InlineData("queue get ", "default,images,mail,video")]
    [InlineData("runner get w", "worker-1")]
    [InlineData("namespace get sh", "shop")]
    [InlineData("task get @l", "@latest,@latest-failed")]
    [InlineData("workflow get {flow}", "{whole}")]
    [InlineData("config set redis_se", "redis_secret,redis_secret_cmd,redis_secret_file")]
    public async Task Words_names_and_ids_are_completed(string line, string words)
    {
        Shop shop = await Shop.OpenAsync();
        line = line.Replace("{flow}", shop.FailedFlow[..18]);
        (int code, string output, string error) = await CompleteAsync(line, shop.Redis);

        Assert.Equal(words.Replace("{whole}", shop.FailedFlow), string.Join(',', output.Split('\n').Select(one => one.Split('\t')[0])));
        Assert.Equal(("", ExitCodes.Passed), (error, code));
    }

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("no,colour=blue")]
    public async Task A_redis_that_is_away_completes_nothing_and_says_nothing(string redis)
    {
        (int code, string output, string error) = await CompleteAsync("queue get ", redis);
        Assert.Equal(("", "", ExitCodes.Passed), (output, error, code));
    }

    [Fact]
    public async Task A_completion_never_runs_the_command_for_the_password()
    {
        string file = Path.Combine(folder, "taskue.toml"), mark = Path.Combine(folder, "ran");
        await File.WriteAllTextAsync(file, $"redis_secret_cmd = 'touch {mark}; echo x'\n");
        await Cli.RunAsync(["__complete", "--", "queue", "get", ""], null, new Dictionary<string, string?> { ["TASKUE_CONFIG"] = file });
        Assert.False(File.Exists(mark));
    }

    [Theory]
    [InlineData("bash", """COMP_WORDS=(taskue queue get vi); COMP_CWORD=3; _taskue; printf '%s\n' "${COMPREPLY[@]}" """, "video")]
    [InlineData("bash", """COMP_WORDS=(taskue task li); COMP_CWORD=2; _taskue; printf '%s\n' "${COMPREPLY[@]}" """, "list")]
    [InlineData("bash", """COMP_WORDS=(taskue runner get ""); COMP_CWORD=3; _taskue; printf '%s\n' "${COMPREPLY[@]}" """, "worker-1")]
    [InlineData("zsh", """_describe() { print -l -- "${(@)described}"; }; words=(taskue queue get vi); CURRENT=4; _taskue""", "video")]
    [InlineData("zsh", """_describe() { print -l -- "${(@)described}"; }; words=(taskue task li); CURRENT=3; _taskue""", "list:Lists tasks, the newest first.")]
    [InlineData("fish", """complete -C 'taskue queue get vi'""", "video")]
    [InlineData("fish", """complete -C 'taskue task li'""", "list\tLists tasks, the newest first.")]
    public async Task Shells_complete_with_their_scripts(string shell, string ask, string expected)
    {
        Assert.SkipUnless(Found(shell), $"{shell} is not installed");
        Shop shop = await Shop.OpenAsync();
        string program = Path.Combine(folder, "taskue"), script = Path.Combine(folder, "script");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "Taskue.Cli.dll")}' \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(script, (await Cli.RunAsync("completion", shell)).Output + "\n");
        string before = shell == "zsh" ? "compdef() { :; }; " : "";
        await using ChildProcess process = ChildProcess.Start(shell, [.. shell == "zsh" ? ["-f"] : Array.Empty<string>(), "-c", $"{before}source {script}; {ask}"], new Dictionary<string, string?>
        {
            ["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}",
            ["HOME"] = folder,
            ["TASKUE_REDIS"] = shop.Redis,
            ["TASKUE_NAMESPACE"] = Shop.Namespace,
            ["TASKUE_CONFIG"] = "/nowhere",
            ["TASKUE_COMPLETION_TIMEOUT"] = "20s",
        });

        Assert.Equal(0, await process.WaitForExitAsync());
        Assert.Equal((expected, ""), (process.Output, process.Error));
    }

    [Fact]
    public async Task An_unknown_shell_is_wrong_usage()
    {
        (int code, string output, string error) = await Cli.RunAsync("completion", "fisch");
        Assert.Equal(("error: SHELL must be bash, zsh, fish or pwsh, but is 'fisch'. Did you mean 'fish'?", "", ExitCodes.Usage), (error, output, code));
        Assert.StartsWith("# PowerShell", (await Cli.RunAsync("completion", "pwsh")).Output);
    }

    private static bool Found(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(path => File.Exists(Path.Combine(path, program)));

    private static Task<(int Code, string Output, string Error)> CompleteAsync(string line, string redis) => Cli.RunAsync(
        ["__complete", "--", .. line.Split(' ')], redis, new Dictionary<string, string?> { ["TASKUE_NAMESPACE"] = Shop.Namespace, ["TASKUE_COMPLETION_TIMEOUT"] = "20s" });
}
