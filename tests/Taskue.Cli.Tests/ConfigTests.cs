using System.Text.Json;
using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

public sealed class ConfigTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("taskue-cli-config-").FullName;

    private string Path => System.IO.Path.Combine(folder, ".taskue.toml");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Every_setting_says_what_it_is_and_where_that_was_said()
    {
        Write("redis_host = 'from-file'\nnamespace = 'from-file'\nredis_user = 'u'\nredis_secret = 'hunter2'\ncurrent_context = 'a'\n[contexts.a]\nredis_port = 7\nnamespace = 'from-context'\n[contexts.b]\n");

        Assert.Equal(["context a " + Path + ":5", "redis_host from-file " + Path + ":1", "redis_port 7 context a, " + Path + ":7", "redis_user u " + Path + ":3",
            "redis_secret *** " + Path + ":4", "key_prefix taskue default", "namespace from-context context a, " + Path + ":8"], await ShownAsync("config show"));
        Assert.Contains("namespace from-environment TASKUE_NAMESPACE", await ShownAsync("config show", ("TASKUE_NAMESPACE", "from-environment")));
        Assert.Contains("namespace from-flag --namespace", await ShownAsync("config show --namespace from-flag", ("TASKUE_NAMESPACE", "from-environment")));
        Assert.Contains("namespace from-file " + Path + ":2", await ShownAsync("config show", ("TASKUE_CONTEXT", "b")));
        Assert.Contains("namespace from-context context a, " + Path + ":8", await ShownAsync("config show --context a", ("TASKUE_CONTEXT", "b")));
    }

    [Fact]
    public async Task A_whole_connection_takes_nothing_from_weaker_places_the_password_above_all()
    {
        Write("redis_host = 'from-file'\nredis_secret = 'hunter2'\nredis_tls = true\n");

        string[] shown = await ShownAsync("config show --redis elsewhere:6379", ("TASKUE_REDIS_USER", "me"));
        Assert.Contains("redis elsewhere:6379 --redis", shown);
        Assert.Contains("redis_user me TASKUE_REDIS_USER", shown);
        Assert.DoesNotContain(shown, line => line.StartsWith("redis_secret") || line.StartsWith("redis_tls") || line.StartsWith("redis_host"));
    }

    [Fact]
    public async Task Passwords_are_masked_wherever_settings_are_shown()
    {
        Write("redis = 'redis://me:hunter2@127.0.0.1:1'\n[contexts.a]\nredis = '127.0.0.1:1,user=u,password=hunter2'\n[contexts.b]\nredis_host = '127.0.0.1'\nredis_port = 1\nredis_secret = 'hunter2'\n");
        foreach (string line in (string[])["config show --json", "config show --context a --origin", "config show --context b -o yaml", "context list", "context list -o json",
            "task list -v", "task list -v --context a", "task list -v --context b"])
        {
            (_, string output, string error) = await RunAsync(line);
            Assert.DoesNotContain("hunter2", output + error);
            Assert.Contains("***", line.StartsWith("config") ? output : "***");
            Assert.Contains(line.StartsWith("task") ? "error TQ2001: Redis cannot be reached at 127.0.0.1:1." : "", error);
        }
    }

    [Fact]
    public async Task Set_and_reset_change_their_line_and_keep_the_file_to_its_owner()
    {
        Write("# mine\nnamespace = 'a' # here\n\n[contexts.prod]\nredis_host = 'x'\n");
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        (int code, string output, string error) = await RunAsync("config set namespace b");
        Assert.Equal(("", $"warning: {Path} can be read by others. Make it yours alone: chmod 600 {Path}", ExitCodes.Passed), (output, error, code));
        Assert.Equal("# mine\nnamespace = \"b\" # here\n\n[contexts.prod]\nredis_host = 'x'\n", File.ReadAllText(Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));

        Assert.Equal("", (await RunAsync("config set redis_secret - --context prod", "hun\"ter2")).Error);
        Assert.Contains("redis_secret = \"hun\\\"ter2\"\n", File.ReadAllText(Path));
        Assert.Equal("", (await RunAsync("config reset redis_secret --context prod")).Error);
        Assert.Equal("# mine\nnamespace = \"b\" # here\n\n[contexts.prod]\nredis_host = 'x'\n", File.ReadAllText(Path));
        Assert.Equal([Path], Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Reset_of_everything_wants_a_yes()
    {
        Write("namespace = 'a'\n");
        (int code, _, string error) = await RunAsync("config reset");
        Assert.Equal(($"error: Remove {Path} with every setting and context in it? Nobody can be asked here: give --yes.", ExitCodes.Usage), (error, code));
        Assert.Equal(ExitCodes.Passed, (await RunAsync("config reset --yes")).Code);
        Assert.False(File.Exists(Path));
    }

    [Theory]
    [InlineData("config set redis_prot 1", "error: 'redis_prot' is no setting. Did you mean 'redis_port'?")]
    [InlineData("config set redis_port many", "error: redis_port must be a port, 1 to 65535, but is 'many'.")]
    [InlineData("config set namespace a,b", "error: namespace must have 1 to 64 characters [A-Za-z0-9._-] and begin with a letter or digit, but is 'a,b'.")]
    [InlineData("config set redis_timeout 1ms", "error: redis_timeout must be 100ms to 5m, but is '1ms'.")]
    [InlineData("config set redis_secret hunter2", "error: A password on the command line is seen by everyone on the machine. Write it to standard input: taskue config set redis_secret -")]
    [InlineData("config set redis h:1,password=hunter2", "error: A password on the command line is seen by everyone on the machine.")]
    [InlineData("config set redis_port 1 --context prd", "error: {0} has no context 'prd'. Did you mean 'prod'?")]
    [InlineData("config set current_context prd", "error: {0}:1: current_context names 'prd', and there is no such context. Did you mean 'prod'?")]
    [InlineData("task list --redis h:1,password=hunter2", "error: --redis must not hold a password: arguments are seen by everyone on the machine.")]
    [InlineData("task list --redis localhost,colour=blue", "error: --redis cannot be read: Keyword 'colour' is not supported")]
    [InlineData("task list --context prd", "error: --context names the context 'prd', and {0} has none of that name. Did you mean 'prod'?")]
    [InlineData("task list --namespace a,b", "error: --namespace must have 1 to 64 characters [A-Za-z0-9._-] and begin with a letter or digit, but is 'a,b'.")]
    [InlineData("task list --redis-timeout 1ms", "error: --redis-timeout must be 100ms to 5m, but is '1ms'.")]
    [InlineData("task list --redis-timeout soon", "error: --redis-timeout must be a length of time: 500ms, 90s, 10m, 1h, 2d, 00:10:00, or a number of seconds, but is 'soon'.")]
    [InlineData("context add prod redis_host=x", "error: {0} has a context 'prod' already. Change it: taskue config set --context prod KEY VALUE")]
    [InlineData("context add new redis_hots=x", "error: 'redis_hots' is no setting of a context. Did you mean 'redis_host'?")]
    [InlineData("context add new", "error: A context needs a setting at least: taskue context add new redis_host=HOST")]
    [InlineData("context use prd", "error: {0} has no context 'prd'. Did you mean 'prod'?")]
    [InlineData("context remove prod", "error: Remove the context 'prod' from {0}? Nobody can be asked here: give --yes.")]
    public async Task What_is_wrong_is_told_and_changes_nothing(string line, string error)
    {
        const string Text = "[contexts.prod]\nredis_host = 'x'\n";
        Write(Text);
        (int code, string output, string shown) = await RunAsync(line);

        Assert.StartsWith(string.Format(System.Globalization.CultureInfo.InvariantCulture, error, Path), shown);
        Assert.DoesNotContain("hunter2", shown);
        Assert.Equal("", output);
        Assert.Equal(line.StartsWith("context add prod") ? ExitCodes.Refused : ExitCodes.Usage, code);
        Assert.Equal(Text, File.ReadAllText(Path));
    }

    [Fact]
    public async Task A_wrong_file_is_told_by_every_command_with_line_and_key()
    {
        Write("namespace = 'a'\nredis_hots = 'x'\nredis_port = 0\n");
        (int code, _, string error) = await RunAsync("task list");
        Assert.Equal($"error: {Path}:2: 'redis_hots' is no setting. Did you mean 'redis_host'? {Path}:3: redis_port must be a port, 1 to 65535, but is '0'.", error);
        Assert.Equal(ExitCodes.Usage, code);
    }

    [Fact]
    public async Task Contexts_are_added_used_listed_and_removed()
    {
        Assert.Equal("", (await RunAsync("context add prod redis_host=redis.example.org redis_tls=true protected=true --namespace shop")).Error);
        Assert.Equal("", (await RunAsync("context add test --redis rediss://test.example.org:6380/1")).Error);
        Assert.Equal("", (await RunAsync("context use prod")).Error);
        Assert.Equal("""
            current_context = "prod"

            [contexts.prod]
            redis_host = "redis.example.org"
            redis_tls = true
            protected = true
            namespace = "shop"

            [contexts.test]
            redis = "rediss://test.example.org:6380/1"

            """, File.ReadAllText(Path));
        Assert.Equal("""
            CURRENT  NAME  SERVER                            NAMESPACE  PROTECTED
            *        prod  redis.example.org:6379            shop       yes
                     test  test.example.org:6380 database 1  default    no
            """, (await RunAsync("context list")).Output);
        Assert.Equal("", (await RunAsync("context remove prod --yes")).Error);
        Assert.Equal("test", (await RunAsync("context list -o name")).Output);
    }

    [Fact]
    public async Task The_password_comes_from_a_file_or_a_command_and_reaches_redis()
    {
        await using RedisServerProcess redis = await RedisServerProcess.StartAsync();
        await using (var admin = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(redis.ConnectionString + ",allowAdmin=true"))
        {
            await admin.GetServers()[0].ConfigSetAsync("requirepass", "with,comma");
        }

        string secret = System.IO.Path.Combine(folder, "secret");
        await File.WriteAllTextAsync(secret, "with,comma\n");
        string[] server = redis.ConnectionString.Split(',')[0].Split(':');
        string place = $"redis_host = '{server[0]}'\nredis_port = {server[1]}\n";
        foreach (string way in (string[])[$"redis_secret_file = '{secret}'", $"redis_secret_cmd = 'cat {secret}'", $"redis_secret = 'cmd:cat {secret}'", "redis_secret = 'with,comma'"])
        {
            Write(place + way + "\n");
            (int code, string output, string error) = await RunAsync("task count -o name");
            Assert.Equal(("0", "", ExitCodes.Passed), (output, error, code));
        }

        Write(place + "redis_secret_cmd = 'exit 3'\n");
        Assert.Equal($"error: The command for the password ({Path}:3) ended with code 3.", (await RunAsync("task count")).Error);
        Write(place + "redis_secret_file = '/nowhere/secret'\n");
        Assert.StartsWith($"error: The file with the password cannot be read ({Path}:3): ", (await RunAsync("task count")).Error);
        Write(place + "redis_secret = 'a'\nredis_secret_file = 'b'\n");
        Assert.StartsWith("error: The password is said 2 times: by redis_secret (", (await RunAsync("task count")).Error);
        Write(place + "redis_secret = 'wrong-one'\n");
        (int refused, _, string told) = await RunAsync("task count -v");
        Assert.Equal(ExitCodes.StoreUnreachable, refused);
        Assert.Contains("error TQ2002: Redis refused the user or password", told);
        Assert.DoesNotContain("wrong-one", told);
    }

    [Fact]
    public async Task An_edit_is_looked_at_before_it_counts()
    {
        Write("namespace = 'a' # mine\n");
        Assert.Equal($"saved {Path}", (await EditAsync("sed -i \"s/'a'/'b'/\"")).Error);
        Assert.Equal("namespace = 'b' # mine\n", File.ReadAllText(Path));
        Assert.Equal("nothing was changed", (await EditAsync("true")).Error);

        (int code, _, string error) = await EditAsync("sed -i s/namespace/namespce/");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.StartsWith($"{Path}:1: 'namespce' is no setting. Did you mean 'namespace'?\nerror: The settings are wrong. {Path} is as it was. What you wrote is kept in ", error);
        Assert.Equal("namespace = 'b' # mine\n", File.ReadAllText(Path));
        string kept = error[(error.LastIndexOf(' ') + 1)..];
        Assert.StartsWith("namespce", File.ReadAllText(kept));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept));
        Directory.Delete(System.IO.Path.GetDirectoryName(kept)!, recursive: true);

        (code, _, error) = await EditAsync("false");
        Assert.StartsWith("error: The editor 'false' ended with code 1. Nothing was saved; what you wrote is kept in ", error);
        Directory.Delete(System.IO.Path.GetDirectoryName(error[(error.LastIndexOf(' ') + 1)..])!, recursive: true);

        File.Delete(Path);
        Assert.Equal($"saved {Path}", (await EditAsync("sed -i 's/# redis_port/redis_port/'")).Error);
        Assert.Contains("\nredis_port = 6379\n", File.ReadAllText(Path));
    }

    private void Write(string text)
    {
        File.WriteAllText(Path, text);
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private Task<(int Code, string Output, string Error)> EditAsync(string editor) => RunAsync("config edit", "", ("EDITOR", editor));

    private async Task<string[]> ShownAsync(string line, params (string, string)[] environment)
    {
        (int code, string output, string error) = await RunAsync(line + " -o jsonl", "", environment);
        Assert.Equal(("", ExitCodes.Passed), (error, code));
        return [.. output.Split('\n').Select(one => JsonElement.Parse(one)).Where(one => one.GetProperty("value").ValueKind != JsonValueKind.Null)
            .Select(one => $"{one.GetProperty("key")} {one.GetProperty("value")} {one.GetProperty("origin")}")
            .Where(one => one is not ("redis_tls false default" or "redis_database 0 default" or "redis_timeout 5s default"))];
    }

    private Task<(int Code, string Output, string Error)> RunAsync(string line, string input = "", params (string Name, string Value)[] environment) =>
        Cli.RunAsync(line.Split(' '), null, environment.ToDictionary(one => one.Name, string? (one) => one.Value)
            .Concat(new Dictionary<string, string?> { ["TASKUE_CONFIG"] = Path }).ToDictionary(), input);
}
