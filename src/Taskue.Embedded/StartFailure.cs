namespace Taskue;

/// <summary>Why an embedded server could not be started.</summary>
internal static class StartFailure
{
    public const string Code = "TQ2007";

    public static TaskueException NoProgram(IEnumerable<string> names) => new(Code,
        $"A data folder needs a Redis server, and neither {string.Join(" nor ", names.Select(n => $"'{n}'"))} is on PATH. "
        + "Install one (Debian, Ubuntu: apt-get install redis-server), "
        + "or leave EmbeddedServerOptions.DataFolder null for a server in memory.");

    public static TaskueException NotOnWindows() => new(Code,
        "A data folder needs redis-server or valkey-server as a child process, which works on Linux and macOS only. "
        + "Leave EmbeddedServerOptions.DataFolder null for a server in memory, or connect to a Redis elsewhere.");

    public static TaskueException PortTaken(int port, Exception? inner) => new(Code,
        $"Port {port} on 127.0.0.1 is in use. Set EmbeddedServerOptions.Port to another one, or to 0 for any free one.", inner);

    public static TaskueException FolderInUse(string folder) => new(Code,
        $"The data folder '{folder}' is in use by another server. "
        + "Stop that one, or set EmbeddedServerOptions.DataFolder to another folder.");

    public static TaskueException FolderUnusable(string folder, Exception inner) => new(Code,
        $"The data folder '{folder}' cannot be used: {inner.Message}", inner);

    public static TaskueException TooSlow(TimeSpan limit, string? log) => new(Code,
        $"The server did not answer within {DurationText.Of(limit)} (EmbeddedServerOptions.StartTimeout).{Tail(log)}") { IsTransient = true };

    public static TaskueException Ended(string program, int exitCode, string? log) => new(Code,
        $"'{program}' ended with code {exitCode} before it answered.{Tail(log)}");

    public static TaskueException Unexpected(Exception inner) => new(Code, $"The server could not be started: {inner.Message}", inner);

    private static string Tail(string? log) => string.IsNullOrWhiteSpace(log) ? "" : $" It said: {log}";
}
