using System.Globalization;
using System.Security.Cryptography;

namespace Taskue;

/// <summary>A Redis-compatible server with nothing to set up: for the first hour, for development and for tests.</summary>
/// <remarks>
/// <para>Without a data folder it runs in this process and in memory: what it holds is gone with the process. With one, it is a
/// <c>redis-server</c> or <c>valkey-server</c> child process that saves there and ends with this process, however that ends.</para>
/// <para>It listens on 127.0.0.1 only, behind a random password that <see cref="ConnectionString"/> holds. Thread-safe.</para>
/// </remarks>
public sealed class EmbeddedServer : IAsyncDisposable
{
    private readonly IServerInstance instance;

    private EmbeddedServer(IServerInstance instance, string password)
    {
        this.instance = instance;
        ConnectionString = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{instance.Port},password={password}");
    }

    /// <summary>How to connect, in the form of StackExchange.Redis, the password included.</summary>
    public string ConnectionString { get; }

    /// <summary>The TCP port on 127.0.0.1.</summary>
    public int Port => instance.Port;

    /// <summary>Where the data lives and what that promises, for a person to read.</summary>
    public string Description => instance.Description;

    /// <summary>Whether what is stored survives this process.</summary>
    public bool IsDurable => instance.IsDurable;

    /// <summary>Starts a server and returns when it answers.</summary>
    /// <param name="options">Its settings; <see langword="null"/> takes the defaults: in memory, on a free port.</param>
    /// <param name="ct">Gives up starting; nothing is left running.</param>
    /// <returns>The running server. Dispose it to end it; with a data folder, everything is saved first.</returns>
    /// <exception cref="ArgumentException">One or more options are out of range; the message names all of them.</exception>
    /// <exception cref="TaskueException">Code <c>TQ2007</c>: the server could not be started, and what to do about it.</exception>
    public static async Task<EmbeddedServer> StartAsync(EmbeddedServerOptions? options = null, CancellationToken ct = default)
    {
        options ??= new EmbeddedServerOptions();
        EmbeddedServerOptionsValidator.ThrowIfFaulty(options);
        ct.ThrowIfCancellationRequested();
        var password = RandomNumberGenerator.GetHexString(48, lowercase: true);
        IServerInstance instance = options.DataFolder is null
            ? await InProcessServer.StartAsync(options, password, ct)
            : await ChildServer.StartAsync(options, password, Environment.GetEnvironmentVariable("PATH"), ct);
        return new EmbeddedServer(instance, password);
    }

    /// <summary>Ends the server. Safe to call twice.</summary>
    /// <returns>Done when it has ended, and with a data folder when everything is saved.</returns>
    public ValueTask DisposeAsync() => instance.DisposeAsync();
}
