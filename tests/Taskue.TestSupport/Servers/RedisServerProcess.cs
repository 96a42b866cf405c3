using System.Diagnostics;
using System.Globalization;

namespace Taskue.TestSupport;

/// <summary>A real redis-server on a free port of 127.0.0.1, with a folder of its own, that can be killed, frozen and restarted.</summary>
public sealed class RedisServerProcess : IAsyncDisposable
{
    private const string Program = "redis-server";

    private readonly RedisServerOptions options;
    private readonly HeldPort place = new();
    private readonly List<string> earlier = [];
    private RedisServerProcess? follows;
    private ChildProcess? process;

    private RedisServerProcess(RedisServerOptions options)
    {
        this.options = options;
        follows = options.ReplicaOf;
    }

    public int Port => place.Number;

    public string Folder { get; } = Directory.CreateTempSubdirectory("taskue-redis-").FullName;

    public string? Password => options.Password;

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}")
        + (Password is null ? "" : $",password={Password}");

    public int ProcessId => Running.Id;

    public bool IsRunning => process is { HasExited: false };

    /// <summary>What it has printed, in all its lives.</summary>
    public IReadOnlyList<string> Log => [.. earlier, .. process?.Lines.Select(line => line.Text) ?? []];

    private ChildProcess Running => process ?? throw new InvalidOperationException("The server has been killed; call RestartAsync.");

    public static async Task<RedisServerProcess> StartAsync(RedisServerOptions? options = null)
    {
        var server = new RedisServerProcess(options ?? new RedisServerOptions());
        try
        {
            await server.StartProcessAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL. The folder stays as it was at that moment.</summary>
    public async Task KillAsync()
    {
        await Running.DisposeAsync();
        earlier.AddRange(Running.Lines.Select(line => line.Text));
        process = null;
    }

    /// <summary>Starts again on the same port and folder; kills it first if it still runs.</summary>
    /// <param name="limit">How long it may take to load what it holds. Default: <see cref="Wait.DefaultLimit"/>.</param>
    public async Task RestartAsync(TimeSpan? limit = null)
    {
        if (process is not null)
        {
            await KillAsync();
        }

        await StartProcessAsync(limit);
    }

    /// <summary>
    /// Lets none of its files grow by more than some bytes: what a full disk does to it. Null takes the limit back; a restart does, too.
    /// </summary>
    public async Task LimitFilesAsync(long? bytes)
    {
        long largest = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Max(file => new FileInfo(file).Length);
        string limit = bytes is { } more ? (largest + more).ToString(CultureInfo.InvariantCulture) : "unlimited";
        using var prlimit = Process.Start(new ProcessStartInfo("prlimit", [$"--pid={ProcessId.ToString(CultureInfo.InvariantCulture)}", $"--fsize={limit}:"])
        {
            UseShellExecute = false, RedirectStandardError = true,
        })!;
        string error = await prlimit.StandardError.ReadToEndAsync();
        await prlimit.WaitForExitAsync();
        if (prlimit.ExitCode != 0 && IsRunning)
        {
            throw new InvalidOperationException($"prlimit --fsize={limit}: {error.Trim()}");
        }
    }

    /// <summary>Sends a command, which must be answered with OK.</summary>
    public async Task CommandAsync(string command)
    {
        string? answer = await PlainRedis.AskAsync(Port, Password, command);
        if (answer != "+OK")
        {
            throw new InvalidOperationException($"{command} was answered with: {answer ?? "nothing"}");
        }
    }

    /// <summary>One value of INFO; null if the server does not answer, or has none of that name.</summary>
    public async Task<string?> InfoAsync(string section, string name)
    {
        string? text = await PlainRedis.ReadAsync(Port, Password, "INFO " + section, TimeSpan.FromSeconds(5));
        return text?.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..];
    }

    /// <summary>What it follows, or nothing, from its next start on.</summary>
    public void WillFollow(RedisServerProcess? master) => follows = master;

    /// <summary>Waits until it has ended by itself.</summary>
    public Task EndedAsync(TimeSpan? limit = null) => Running.WaitForExitAsync(limit);

    /// <summary>SIGSTOP: connections stay open, nothing is answered.</summary>
    public Task FreezeAsync() => Running.SignalAsync(ProcessSignal.Stop);

    /// <summary>SIGCONT: what came in while it was frozen is answered now.</summary>
    public Task ThawAsync() => Running.SignalAsync(ProcessSignal.Continue);

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await KillAsync();
        }

        place.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private async Task StartProcessAsync(TimeSpan? limit = null)
    {
        var config = Path.Combine(Folder, "redis.conf");
        await File.WriteAllLinesAsync(config, Config());
        try
        {
            process = options.LimitsFiles
                ? ChildProcess.Start("sh", ["-c", "trap '' XFSZ; exec \"$@\"", "sh", Program, config], workingFolder: Folder)
                : ChildProcess.Start(Program, [config], workingFolder: Folder);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"'{Program}' is not on PATH: run ./test, which installs it.", e);
        }

        await Wait.Eventually(AnswersAsync, $"redis-server on port {Port} answers PING", limit);
    }

    private async Task<bool> AnswersAsync()
    {
        if (Running.HasExited)
        {
            await Running.WaitForExitAsync();
            throw new InvalidOperationException($"redis-server ended at its start. It said:\n{string.Join('\n', Running.Lines.Select(line => line.Text))}");
        }

        return await PlainRedis.AskAsync(Port, Password, "PING", within: TimeSpan.FromSeconds(1)) == "+PONG";
    }

    private IEnumerable<string> Config() =>
    [
        $"port {Port.ToString(CultureInfo.InvariantCulture)}",
        "bind 127.0.0.1",
        "daemonize no",
        $"dir \"{Folder}\"",
        "save \"\"",
        .. options.AppendFsync switch
        {
            AppendFsync.None => (string[])["appendonly no"],
            AppendFsync.EverySecond => ["appendonly yes", "appendfsync everysec"],
            _ => ["appendonly yes", "appendfsync always"],
        },
        .. options.MaxMemory is { } max ? (string[])[$"maxmemory {max}"] : [],
        $"maxmemory-policy {options.MaxMemoryPolicy}",
        .. Password is { } password ? (string[])[$"requirepass {password}"] : [],
        .. follows is { } master
            ? (string[])[$"replicaof 127.0.0.1 {master.Port}", .. master.Password is { } auth ? (string[])[$"masterauth {auth}"] : []]
            : [],
        .. options.Extra,
    ];
}
