using System.Diagnostics;
using System.Globalization;

namespace Taskue.TestSupport;

/// <summary>Ends the processes that this one has started when it is itself gone, whatever ended it: frozen ones, and those that ask nobody, too.</summary>
/// <remarks>A shell that is told their ids. It ends with its standard input, and that with this process; signals of the terminal leave it alone.</remarks>
internal static class Lifeline
{
    private const string Guard = """
        trap '' INT TERM HUP
        all=' '
        while read -r word id; do
          case $word in
            +) all="$all$id " ;;
            -) case $all in *" $id "*) all="${all%%" $id "*} ${all#*" $id "}" ;; esac ;;
          esac
        done
        for id in $all; do kill -9 "$id" 2>/dev/null; done
        """;

    private static readonly Lock Gate = new();
    private static Process? guard;

    public static void Hold(int processId) => Tell('+', processId);

    public static void Release(int processId) => Tell('-', processId);

    private static void Tell(char word, int processId)
    {
        lock (Gate)
        {
            guard ??= Process.Start(new ProcessStartInfo("sh", ["-c", Guard]) { UseShellExecute = false, RedirectStandardInput = true })!;
            guard.StandardInput.Write(string.Create(CultureInfo.InvariantCulture, $"{word} {processId}\n"));
            guard.StandardInput.Flush();
        }
    }
}
