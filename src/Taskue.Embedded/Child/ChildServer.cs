using System.Diagnostics;
using System.Globalization;

namespace Taskue;

/// <summary>A redis-server or valkey-server as a child process on a data folder.</summary>
internal sealed class ChildServer : IServerInstance
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(10);

    // The server writes what is left of its append-only file, then ends. Longer than that, and it hangs.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly string password;
    private int disposed;

    private ChildServer(Process process, int port, string password, string description)
    {
        this.process = process;
        this.password = password;
        Port = port;
        Description = description;
    }

    public int Port { get; }

    public string Description { get; }

    public bool IsDurable => true;

    public int ProcessId => process.Id;

    public static async Task<ChildServer> StartAsync(
        EmbeddedServerOptions options, string password, string? path, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
        {
            throw StartFailure.NotOnWindows();
        }

        var program = ServerProgram.FindServer(path);
        var folder = DataFolder.Open(options.DataFolder!);
        for (var attempt = 1; ; attempt++)
        {
            var port = options.Port == 0 ? FreePort.Find() : options.Port;
            if (!FreePort.IsFree(port))
            {
                if (options.Port != 0 || attempt == FreePort.Tries)
                {
                    throw StartFailure.PortTaken(port, inner: null);
                }

                continue;
            }

            try
            {
                return await StartOnceAsync(program, folder, port, options, password, ct);
            }
            catch (TaskueException) when (options.Port == 0 && attempt < FreePort.Tries && !FreePort.IsFree(port))
            {
                // Taken between the look and the start: the next port.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        using (var limit = new CancellationTokenSource(StopLimit))
        {
            try
            {
                await PlainConnection.AskAsync(Port, password, "SHUTDOWN", limit.Token);
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }

        await EndAsync(process);
    }

    private static async Task<ChildServer> StartOnceAsync(
        string program, DataFolder folder, int port, EmbeddedServerOptions options, string password, CancellationToken ct)
    {
        var config = folder.WriteConfig(port, password, options.Flush);
        var process = Launcher.Start(program, config, folder.LockFile, folder.FullPath);
        try
        {
            await WaitUntilReadyAsync(process, program, folder, port, password, options.StartTimeout, ct);
            var name = Path.GetFileName(program);
            var flush = options.Flush == DiskFlush.Always ? "flushed to disk at every write" : "flushed to disk every second";
            return new ChildServer(process, port, password,
                string.Create(CultureInfo.InvariantCulture, $"{name} with its data in {folder.FullPath}, {flush}"));
        }
        catch
        {
            await EndAsync(process);
            throw;
        }
        finally
        {
            File.Delete(config);
        }
    }

    private static async Task WaitUntilReadyAsync(
        Process process, string program, DataFolder folder, int port, string password, TimeSpan limit, CancellationToken ct)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timed.CancelAfter(limit);
        try
        {
            while (!string.Equals(await PlainConnection.AskAsync(port, password, "PING", timed.Token), "+PONG", StringComparison.Ordinal))
            {
                if (process.HasExited)
                {
                    throw process.ExitCode == Launcher.FolderLocked
                        ? StartFailure.FolderInUse(folder.FullPath)
                        : StartFailure.Ended(program, process.ExitCode, folder.LogTail());
                }

                await Task.Delay(PollPeriod, timed.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw StartFailure.TooSlow(limit, folder.LogTail());
        }
    }

    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.StandardInput.Close(); // lets the watcher go
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }
}
