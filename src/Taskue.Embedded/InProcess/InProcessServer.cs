using System.Globalization;
using System.Net.Sockets;
using Garnet;
using Microsoft.Extensions.Logging.Abstractions;

namespace Taskue;

/// <summary>Garnet in this process, in memory.</summary>
internal sealed class InProcessServer : IServerInstance
{
    private GarnetServer? server;

    private InProcessServer(GarnetServer server, int port)
    {
        this.server = server;
        Port = port;
    }

    public int Port { get; }

    public string Description => "in memory: nothing survives this process";

    public bool IsDurable => false;

    public static async Task<InProcessServer> StartAsync(EmbeddedServerOptions options, string password, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            ct.ThrowIfCancellationRequested();
            var port = options.Port == 0 ? FreePort.Find() : options.Port;
            var start = Task.Run(() => Start(port, password), CancellationToken.None);
            try
            {
                return new InProcessServer(await start.WaitAsync(options.StartTimeout, ct), port);
            }
            catch (Exception e) when (IsAddressInUse(e))
            {
                if (options.Port != 0 || attempt == FreePort.Tries)
                {
                    throw StartFailure.PortTaken(port, e);
                }
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException)
            {
                DisposeWhenStarted(start);
                if (e is TimeoutException)
                {
                    throw StartFailure.TooSlow(options.StartTimeout, log: null);
                }

                throw;
            }
            catch (Exception e) when (e is not TaskueException)
            {
                throw StartFailure.Unexpected(e);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref server, null) is { } present)
        {
            await Task.Run(present.Dispose);
        }
    }

    private static GarnetServer Start(int port, string password)
    {
        var server = new GarnetServer(Arguments(port, password), NullLoggerFactory.Instance);
        try
        {
            server.Start();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    // Arguments of the library's own parser: they never become the command line of a process.
    private static string[] Arguments(int port, string password) =>
    [
        "--port", port.ToString(CultureInfo.InvariantCulture),
        "--bind", "127.0.0.1",
        "--auth", "Password",
        "--password", password,

        // A script holds its keys while it runs. Without it scripts of two clients mix.
        "--lua", "--lua-transaction-mode",

        // Past this limit Garnet drops the oldest data without a word (seen with 1g), so the limit lies where the machine has
        // run out of memory before. Memory is taken as it fills: idle, any limit costs the same.
        "--memory", $"{MemoryLimitGiB()}g",

        // Space of deleted records is used again. Without it 100,000 short-lived keys cost 7 MB for good.
        "--reviv",

        "-q", "--disable-console-logger",
    ];

    private static long MemoryLimitGiB() => Math.Max(64, 2 * (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30));

    private static bool IsAddressInUse(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
            {
                return true;
            }
        }

        return false;
    }

    private static void DisposeWhenStarted(Task<GarnetServer> start) => _ = start.ContinueWith(
        static t => t.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
}
