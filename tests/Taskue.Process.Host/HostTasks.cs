using System.Diagnostics;

namespace Taskue.ProcessHost;

/// <summary>The tasks that the processes run. Their bodies block on purpose: that is what is tested.</summary>
public static class HostTasks
{
    /// <summary>Holds its thread for some milliseconds, or not at all.</summary>
    public static string Work(int milliseconds, TaskContext context)
    {
        Records.Write(context, "start");
        if (milliseconds > 0)
        {
            context.CancellationToken.WaitHandle.WaitOne(milliseconds);
        }

        Records.Write(context, "done");
        return context.RunnerName;
    }

    /// <summary>Holds its thread, deaf to its token, until a file of that name stands in the folder of the records.</summary>
    public static string Until(string sign, TaskContext context)
    {
        Records.Write(context, "start");
        using var never = new ManualResetEventSlim();
        while (!File.Exists(Path.Combine(Records.Folder, sign)))
        {
            never.Wait(20);
        }

        Records.Write(context, "done");
        return context.RunnerName;
    }

    /// <summary>Blocks in its first start until it is killed with its process; later ones return.</summary>
    public static string BlockOnce(TaskContext context)
    {
        Records.Write(context, "start");
        if (context.Starts == 1)
        {
            Thread.CurrentThread.Join(Timeout.InfiniteTimeSpan);
        }

        Records.Write(context, "done");
        return context.RunnerName;
    }

    /// <summary>Prints a line and blocks in its first start until it is killed with its process; later ones print and return.</summary>
    public static string PrintAndBlockOnce(TaskContext context)
    {
        Console.WriteLine($"printed by start {context.Starts}");
        return BlockOnce(context);
    }

    /// <summary>Prints a line and fails, which its runner logs.</summary>
    public static void PrintAndFail(int number)
    {
        Console.WriteLine($"printed {number}");
        throw new InvalidOperationException("as it should");
    }

    /// <summary>Waits for its token, as a polite task does.</summary>
    public static async Task Polite(TaskContext context)
    {
        Records.Write(context, "start");
        await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
    }

    /// <summary>Which process it runs in.</summary>
    public static int Child() => Environment.ProcessId;

    /// <summary>Starts a shell, and a process in a session of its own, tells their ids in a folder, and never ends.</summary>
    public static void StartOthers(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "child"), $"{Environment.ProcessId}\n");
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (string argument in (string[])["-c", "echo $$ > \"$1/shell\"; setsid sh -c 'echo $$ > \"$1/session\"; exec sleep 1000' x \"$1\" & wait", "x", folder])
        {
            start.ArgumentList.Add(argument);
        }

        using var shell = Process.Start(start)!;
        shell.WaitForExit();
    }

    /// <summary>Takes its process down with it.</summary>
    public static void Crash(TaskContext context)
    {
        Records.Write(context, "start");
        Environment.FailFast("as the test asked");
    }
}
