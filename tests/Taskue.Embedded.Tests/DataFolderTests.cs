using System.Globalization;
using System.Runtime.Versioning;
using StackExchange.Redis;
using Taskue.TestSupport;

namespace Taskue.Embedded.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class DataFolderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("taskue-data-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task What_was_written_is_there_after_a_restart()
    {
        var folder = Path.Combine(root, "a folder \"of\" its own");
        await using (var server = await StartAsync(folder))
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
            await connection.GetDatabase().StringSetAsync("k", "v");

            Assert.True(server.IsDurable);
            Assert.Contains(folder, server.Description);
        }

        await using var again = await StartAsync(folder);
        await using var reader = await ConnectionMultiplexer.ConnectAsync(again.ConnectionString);

        Assert.Equal("v", await reader.GetDatabase().StringGetAsync("k"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, Mode(folder));
    }

    [Theory]
    [InlineData(DiskFlush.EverySecond, "everysec")]
    [InlineData(DiskFlush.Always, "always")]
    public async Task It_runs_with_the_settings_that_keep_data(DiskFlush flush, string setting)
    {
        await using var server = await EmbeddedServer.StartAsync(new EmbeddedServerOptions { DataFolder = root, Flush = flush });
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",allowAdmin=true");
        var config = connection.GetServers()[0];

        Assert.Equal(setting, (await config.ConfigGetAsync("appendfsync"))[0].Value);
        Assert.Equal("yes", (await config.ConfigGetAsync("appendonly"))[0].Value);
        Assert.Equal("noeviction", (await config.ConfigGetAsync("maxmemory-policy"))[0].Value);
        Assert.Equal("127.0.0.1", (await config.ConfigGetAsync("bind"))[0].Value);
    }

    [Fact]
    public async Task The_password_is_asked_for_and_stands_neither_on_a_command_line_nor_in_the_folder()
    {
        await using var server = await StartAsync(root);
        var password = server.ConnectionString.Split('=')[1];

        Assert.StartsWith("-WRONGPASS", await PlainRedis.AskAsync(server.Port, "wrong", "PING"));
        Assert.Equal("+PONG", await PlainRedis.AskAsync(server.Port, password, "PING"));
        Assert.DoesNotContain(CommandLines(), line => line.Contains(password));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "server.lock"),
            file => File.ReadAllText(file).Contains(password));
    }

    [Fact]
    public async Task The_server_saves_and_ends_when_its_parent_is_killed()
    {
        int port;
        await using (var host = Hosts.Start(root))
        {
            var connectionString = await Hosts.ConnectionStringAsync(host);
            await using var connection = await ConnectionMultiplexer.ConnectAsync(connectionString);
            await connection.GetDatabase().StringSetAsync("k", "v");
            port = ((System.Net.IPEndPoint)connection.GetEndPoints()[0]).Port;
            Assert.NotEmpty(ServersOf(root, port));

            await host.KillAsync();
        }

        await Wait.Eventually(() => ServersOf(root, port).Count == 0, "the server has followed its killed parent");
        await using var again = await StartAsync(root);
        await using var reader = await ConnectionMultiplexer.ConnectAsync(again.ConnectionString);
        Assert.Equal("v", await reader.GetDatabase().StringGetAsync("k"));
    }

    [Fact]
    public async Task Nothing_is_left_running_when_its_parent_ends_in_good_order()
    {
        await using var host = Hosts.Start(root);
        await Hosts.ConnectionStringAsync(host);

        host.EndInput();

        Assert.Equal(0, await host.WaitForExitAsync());
        await Wait.Eventually(() => ServersOf(root, port: null).Count == 0, "server and watcher are gone");
    }

    [Fact]
    public async Task A_server_started_while_the_killed_one_still_saves_waits_for_it()
    {
        await using (var host = Hosts.Start(root))
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(await Hosts.ConnectionStringAsync(host));
            await connection.GetDatabase().StringSetAsync("k", "v");
            await host.KillAsync();
        }

        await using var again = await StartAsync(root);
        await using var reader = await ConnectionMultiplexer.ConnectAsync(again.ConnectionString);

        Assert.Equal("v", await reader.GetDatabase().StringGetAsync("k"));
    }

    [Fact]
    public async Task A_folder_in_use_is_refused_and_its_user_goes_on()
    {
        await using var server = await StartAsync(root);

        var error = await Assert.ThrowsAsync<TaskueException>(() => StartAsync(root));

        Assert.Equal("TQ2007", error.Code);
        Assert.StartsWith($"The data folder '{root}' is in use by another server.", error.Message);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        Assert.True(await connection.GetDatabase().StringSetAsync("k", "v"));
    }

    [Fact]
    public async Task An_empty_PATH_says_what_was_looked_for_and_what_to_install()
    {
        await using var host = Hosts.Start(root, new Dictionary<string, string?> { ["PATH"] = "" });

        var line = await host.WaitForLineAsync(_ => true, what: "why it failed");

        Assert.Equal(
            "failed TQ2007 A data folder needs a Redis server, and neither 'redis-server' nor 'valkey-server' is on PATH. "
            + "Install one (Debian, Ubuntu: apt-get install redis-server), "
            + "or leave EmbeddedServerOptions.DataFolder null for a server in memory.",
            line);
        Assert.Equal(1, await host.WaitForExitAsync());
    }

    [Fact]
    public void Valkey_is_found_when_there_is_no_redis()
    {
        var bin = Directory.CreateDirectory(Path.Combine(root, "bin")).FullName;
        var valkey = Path.Combine(bin, "valkey-server");
        File.WriteAllText(valkey, "");
        File.WriteAllText(Path.Combine(bin, "redis-server"), "not executable");
        File.SetUnixFileMode(valkey, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal(valkey, ServerProgram.FindServer("/nowhere:" + bin));
    }

    [Fact]
    public async Task A_server_that_ends_at_its_start_is_quoted()
    {
        File.WriteAllText(Path.Combine(root, "appendonlydir"), "a file where the server wants a folder");

        var error = await Assert.ThrowsAsync<TaskueException>(() => StartAsync(root));

        Assert.Equal("TQ2007", error.Code);
        Assert.Contains("ended with code 1 before it answered. It said: ", error.Message);
        Assert.Contains("appendonlydir", error.Message);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        var file = Path.Combine(root, "file");
        await File.WriteAllTextAsync(file, "");

        var error = await Assert.ThrowsAsync<TaskueException>(() => StartAsync(Path.Combine(file, "data")));

        Assert.Equal("TQ2007", error.Code);
        Assert.StartsWith($"The data folder '{file}/data' cannot be used: ", error.Message);
    }

    private static Task<EmbeddedServer> StartAsync(string folder) =>
        EmbeddedServer.StartAsync(new EmbeddedServerOptions { DataFolder = folder });

    private static UnixFileMode Mode(string folder) => File.GetUnixFileMode(folder);

    private static IEnumerable<string> CommandLines() => Processes().Select(p => p.CommandLine);

    // The shell that watches has the folder on its command line, the server its port.
    private static List<int> ServersOf(string folder, int? port) => Processes()
        .Where(p => (p.CommandLine.Contains("server.lock") && p.CommandLine.Contains(folder))
            || (port is not null && p.CommandLine.Contains(string.Create(CultureInfo.InvariantCulture, $"redis-server 127.0.0.1:{port}"))))
        .Select(p => p.Id)
        .Where(Signals.IsRunning)
        .ToList();

    private static IEnumerable<(int Id, string CommandLine)> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
            {
                string line;
                try
                {
                    line = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
                }
                catch (IOException)
                {
                    continue;
                }

                yield return (id, line);
            }
        }
    }
}
