using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>Starts a peer's programs: in its folder, told where Redis and the record file are, with what they print kept in a file.</summary>
internal static class PeerProcess
{
    /// <summary>What it prints on standard error, a worker also on standard output, goes to <paramref name="log"/>.</summary>
    public static ChildProcess Start(Peer peer, string[] command, int port, string log, bool isWorker, IReadOnlyDictionary<string, string?>? environment = null)
    {
        string folder = Repository.PathOf("bench", "peers", peer.Key);
        var all = new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>())
        {
            ["BENCH_REDIS"] = FormattableString.Invariant($"127.0.0.1:{port}"),
            ["PYTHONPATH"] = $"{folder}:{Repository.PathOf("bench", "peers", "shared")}",
        };
        return ChildProcess.Start("sh", ["-c", $"exec \"$@\" {(isWorker ? "</dev/null >" : "2>")}\"$0\"{(isWorker ? " 2>&1" : "")}", log, .. command], all, folder);
    }

    /// <summary>The end of what it printed, for a message.</summary>
    public static string Tail(string log) => File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(15)) : "";
}
