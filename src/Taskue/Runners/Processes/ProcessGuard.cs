using System.Globalization;

namespace Taskue;

/// <summary>A small process beside this one that ends what this one has started, should this one be killed.</summary>
/// <remarks>
/// It reads the ids of process groups from a pipe whose other end only this process has. The end of the pipe is the end of this process,
/// however it came: a signal of the kernel's (PR_SET_PDEATHSIG) would reach one process and none of those it has started. Where there
/// is no shell, as in the smallest containers, there is no guard: children still end by themselves, what they have started may stay.
/// </remarks>
internal static class ProcessGuard
{
    private const string Program = """
        live=
        while read -r what id; do
          case $what in
            +) live="$live $id" ;;
            -) rest=; for one in $live; do [ "$one" = "$id" ] || rest="$rest $one"; done; live=$rest ;;
          esac
        done
        for id in $live; do kill -KILL -- "-$id" 2>/dev/null; done
        for file in $(grep -ls -- "$1" /proc/[0-9]*/environ 2>/dev/null); do
          id=${file#/proc/}; kill -KILL "${id%/environ}" 2>/dev/null
        done
        """;

    private static readonly Lock Gate = new();
    private static Pipe? pipe;
    private static int guard;

    public static void Add(int group) => Tell('+', group);

    public static void Remove(int group) => Tell('-', group);

    private static void Tell(char what, int group)
    {
        lock (Gate)
        {
            if (guard == 0)
            {
                Start_NeedsLock();
            }

            if (guard > 0)
            {
                _ = Pipe.TryWrite(pipe!.Writing, System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{what} {group}\n")));
            }
        }
    }

    private static void Start_NeedsLock()
    {
        guard = -1;
        if (!File.Exists("/bin/sh"))
        {
            return;
        }

        pipe = new Pipe();
        guard = new ProcessStart("/bin/sh", ["-c", Program, "taskue-guard", StartedProcess.TokenPrefix])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin" },
            Folder = "/",
            Descriptors = [(pipe.Reading, 0)],
        }.TryStart(out int id) == 0 ? id : -1;
        pipe.Reading.Dispose();
    }
}
