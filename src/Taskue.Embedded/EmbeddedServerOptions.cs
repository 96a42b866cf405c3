namespace Taskue;

/// <summary>Settings of an <see cref="EmbeddedServer"/>. Read at its start; later changes have no effect.</summary>
public sealed class EmbeddedServerOptions
{
    /// <summary>Where to keep the data: with a folder, a <c>redis-server</c> or <c>valkey-server</c> found on PATH runs on it.</summary>
    /// <value>A path; the folder is made if it is missing. Default: <see langword="null"/>, in memory and in this process.</value>
    /// <remarks>One server at a time uses a folder. Needs Linux or macOS.</remarks>
    public string? DataFolder { get; set; }

    /// <summary>When the server with a <see cref="DataFolder"/> brings its writes to the disk.</summary>
    /// <value>Default: <see cref="DiskFlush.EverySecond"/>. Has no effect in memory.</value>
    public DiskFlush Flush { get; set; } = DiskFlush.EverySecond;

    /// <summary>The TCP port on 127.0.0.1.</summary>
    /// <value>1 to 65535, or 0 for any free one. Default: 0.</value>
    public int Port { get; set; }

    /// <summary>How long the server may take until it answers.</summary>
    /// <value>1 second to 1 hour. Default: 1 minute. A large data folder is read first.</value>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
