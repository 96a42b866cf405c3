using System.Diagnostics;

namespace Taskue;

/// <summary>Starts the server so that it ends with this process, also when this process is killed.</summary>
internal static class Launcher
{
    /// <summary>The exit code that says another server holds the folder's lock.</summary>
    public const int FolderLocked = 97;

    // Standard input is a pipe from this process and carries nothing. It closes when this process ends, in whatever way; the
    // watcher then asks the server to end, which saves first. PDEATHSIG was rejected: it fires when the THREAD ends that
    // started the child. `exec` keeps the shell's id, so the id that was started is the server's.
    // The watcher signals only while it is still that server's child: an id that was given away again is left alone.
    // setsid, where there is one, keeps Ctrl-C at a terminal away from the server: it would go before its clients.
    // The lock (descriptor 9) is inherited by the server and so held for as long as it lives.
    private const string Script = """
        exec 3<&0 </dev/null
        if command -v flock >/dev/null 2>&1; then
          exec 9>"$2" || exit 98
          flock -w 5 9 || exit 97
        fi
        (
          trap '' INT HUP QUIT TERM
          exec 9>&-
          cat <&3
          if [ -r /proc/self/stat ]; then read -r _ _ _ parent _ </proc/self/stat; else parent=$$; fi
          [ "$parent" = "$$" ] && kill -TERM $$
        ) >/dev/null 2>&1 &
        exec "$0" "$1" 3<&-
        """;

    public static Process Start(string program, string configFile, string lockFile, string folder)
    {
        string[] shell = ["/bin/sh", "-c", Script, program, configFile, lockFile];
        var session = ServerProgram.Find("setsid", Environment.GetEnvironmentVariable("PATH"));
        string[] command = session is null ? shell : [session, .. shell];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        var process = Process.Start(start)!;

        // Nobody reads what it prints: its log file says it too. The pipes are drained so that it never waits on them.
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
