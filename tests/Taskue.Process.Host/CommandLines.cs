namespace Taskue.ProcessHost;

/// <summary>What a process is told by the lines of its standard input, on a thread of its own: it also listens when the pool is starved.</summary>
internal static class CommandLines
{
    private const int HarnessGone = 5;

    public static void Listen(Settings settings, Action<string> obey)
    {
        bool lifeline = settings.Find("lifeline") == "stdin";
        var thread = new Thread(() =>
        {
            while (Console.In.ReadLine() is { } line)
            {
                obey(line);
            }

            if (lifeline)
            {
                Environment.Exit(HarnessGone);
            }
        }) { IsBackground = true, Name = "Commands" };
        thread.Start();
    }
}
