using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Taskue.IsolationTests;

/// <summary>Tasks that only a process of their own can bear.</summary>
public static class IsolatedBodies
{
    private static readonly List<byte[]> Kept = [];

    public static int ProcessId() => Environment.ProcessId;

    public static string Program(TaskContext context) => string.Join('|',
        Environment.ProcessPath, Environment.GetEnvironmentVariable("TASKUE_CHILD"),
        Environment.GetEnvironmentVariable("DOTNET_STARTUP_HOOKS"), context.RunnerName);

    public static void Overflow() => Deeper(0);

    public static void ThrowMute() => RunnerTests.ReportBodies.ThrowMute();

    /// <summary>Throws what keeps its reader for ever.</summary>
    public static void ThrowHolding() => RunnerTests.ReportBodies.ThrowHolding();

    /// <summary>Asks something, and waits until a file is there.</summary>
    public static void Ask(string file)
    {
        Console.Write("Continue? ");
        while (!File.Exists(file))
        {
            Thread.Yield();
        }

        Console.WriteLine("yes");
        Console.SetOut(TextWriter.Null); // the next one is captured all the same
    }

    public static void FailFast() => Environment.FailFast("as the test asked");

    public static void Exit(int code) => Environment.Exit(code);

    public static void ExitAfterWords(int code, string words)
    {
        Console.Error.WriteLine(words);
        Print(2, "and past the console: " + words + "\n");
        Environment.Exit(code);
    }

    /// <summary>Says something in the ordinary way, and a moment later something past all that keeps order.</summary>
    public static void LastWords(int microseconds, ILogger logger)
    {
        logger.LogInformation("first words");
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalMicroseconds < microseconds;)
        {
        }

        Print(1, "last words\n");
    }

    /// <summary>Writes into the pipe of its process, past all that keeps order there.</summary>
    public static void WriteToTheRunner(string hex)
    {
        using var pipe = new Microsoft.Win32.SafeHandles.SafeFileHandle(ChildProgram.Out, ownsHandle: false);
        Pipe.TryWrite(pipe, Convert.FromHexString(hex));
        Thread.CurrentThread.Join(Timeout.Infinite);
    }

    public static void Segfault() => _ = strlen(1);

    public static void Signal(int signal)
    {
        _ = kill(Environment.ProcessId, signal);
        Thread.CurrentThread.Join(Timeout.Infinite);
    }

    /// <summary>Dies in its first attempt.</summary>
    public static int DieOnce(TaskContext context)
    {
        if (context.Attempt == 1)
        {
            Environment.FailFast("the first attempt");
        }

        return context.Attempt;
    }

    /// <summary>Takes managed memory until there is none, and holds on to it.</summary>
    public static void TakeMemory()
    {
        while (true)
        {
            Kept.Add(GC.AllocateUninitializedArray<byte>(1024 * 1024));
        }
    }

    /// <summary>Takes native memory until there is none.</summary>
    public static void TakeNativeMemory()
    {
        while (true)
        {
            Marshal.Copy(new byte[16 * 1024 * 1024], 0, Marshal.AllocHGlobal(16 * 1024 * 1024), 16 * 1024 * 1024);
        }
    }

    public static int Hold(int mebibytes)
    {
        for (int i = 0; i < mebibytes; i++)
        {
            var one = new byte[1024 * 1024];
            one.AsSpan().Fill((byte)(i + 1));
            Kept.Add(one);
        }

        return Environment.ProcessId;
    }

    /// <summary>Never ends and hears nothing: a loop that the runtime cannot interrupt.</summary>
    public static void Spin(string file)
    {
        Tell(file, Environment.ProcessId);
        while (true)
        {
        }
    }

    public static void Block(string file)
    {
        Tell(file, Environment.ProcessId);
        Thread.CurrentThread.Join(Timeout.Infinite);
    }

    /// <summary>Waits in native code.</summary>
    public static void BlockNatively(string file)
    {
        Tell(file, Environment.ProcessId);
        while (true)
        {
            _ = sleep(1000);
        }
    }

    /// <summary>Starts processes that would outlive it: in its group, in a session of their own, and with parents that are gone.</summary>
    public static void StartOthers(string folder)
    {
        const string script = """
            sleep 1000 & echo $! > "$1/group"
            setsid sh -c 'echo $$ > "$1/session"; exec sleep 1000' x "$1" &
            (setsid sh -c 'sleep 1000 & echo $! > "$1/orphan"' x "$1" &)
            wait
            """;
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (string argument in (string[])["-c", script, "x", folder])
        {
            start.ArgumentList.Add(argument);
        }

        using var shell = Process.Start(start)!;
        Tell(Path.Combine(folder, "shell"), shell.Id);
        shell.WaitForExit();
    }

    /// <summary>Writes in all the ways there are.</summary>
    public static async Task Write(ILogger logger, TaskContext context)
    {
        Console.WriteLine("to the console");
        logger.LogWarning("to the logger");
        Console.Error.WriteLine("to the console's errors");
        await Task.Yield();
        await Task.Run(() => Console.WriteLine("from the pool"));
        Print(1, "natively\n");
        Print(2, "natively, an error\n");
        using var echo = Process.Start(new ProcessStartInfo("/bin/echo", "from another program") { UseShellExecute = false })!;
        await echo.WaitForExitAsync(CancellationToken.None);
        context.Logger.LogError(new InvalidOperationException("what for"), "with an exception");
        Console.Write("without an end");
    }

    public static void TellSecrets(string known, string own, TaskContext context)
    {
        context.AddSecret(own);
        Console.WriteLine($"{known} and {own}");
        throw new InvalidOperationException($"{known} and {own}");
    }

    public static async Task<string> Heed(string file, TaskContext context)
    {
        Tell(file, Environment.ProcessId);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            await System.IO.File.WriteAllTextAsync(file + ".cancelled", "", CancellationToken.None);
            throw;
        }

        return "not cancelled";
    }

    private static void Tell(string file, int number)
    {
        System.IO.File.WriteAllText(file + ".new", number + "\n");
        System.IO.File.Move(file + ".new", file);
    }

    private static int Deeper(int depth) => depth < 0 ? 0 : Deeper(depth + 1) + 1;

    private static void Print(int descriptor, string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        _ = write(descriptor, bytes, bytes.Length);
    }

    [DllImport("libc")]
    private static extern nint write(int descriptor, byte[] bytes, nint count);

    [DllImport("libc")]
    private static extern nint strlen(nint text);

    [DllImport("libc")]
    private static extern uint sleep(uint seconds);

    [DllImport("libc")]
    private static extern int kill(int process, int signal);
}
