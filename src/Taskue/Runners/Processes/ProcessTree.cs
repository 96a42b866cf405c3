using System.Globalization;
using System.Runtime.InteropServices;

namespace Taskue;

/// <summary>Finds and ends what a process has started, by the session that it made and by the mark in its environment.</summary>
/// <remarks>
/// The mark finds what has made a session of its own and whose parents are gone, as a build server finds what a job left behind. What has
/// emptied its environment too is not found.
/// </remarks>
internal static class ProcessTree
{
    private const int MostRounds = 10; // one that forks faster than this is not caught by any look at /proc

    public static void Kill(int leader, string mark)
    {
        byte[] wanted = System.Text.Encoding.UTF8.GetBytes(mark);
        for (int round = 0; round < MostRounds; round++)
        {
            bool found = false;
            foreach (int id in Processes())
            {
                if (id != leader && id != Environment.ProcessId && Belongs(id, leader, wanted))
                {
                    found |= Libc.Kill(id, Libc.SIGKILL) == 0;
                }
            }

            if (!found)
            {
                return;
            }
        }
    }

    private static IEnumerable<int> Processes()
    {
        if (!Directory.Exists("/proc"))
        {
            yield break;
        }

        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                yield return id;
            }
        }
    }

    private static bool Belongs(int id, int leader, byte[] mark)
    {
        try
        {
            // pid (name) state parent group session …; the name may have anything in it.
            string stat = File.ReadAllText($"/proc/{id}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (fields[0] is "Z" or "X")
            {
                return false;
            }

            return int.Parse(fields[3], CultureInfo.InvariantCulture) == leader || File.ReadAllBytes($"/proc/{id}/environ").AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
