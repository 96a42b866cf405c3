using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Taskue.RunnerTests;

/// <summary>Tasks that write.</summary>
public static class LogBodies
{
    /// <summary>How many lines of each kind <see cref="Everywhere"/> writes in each of its flows.</summary>
    public const int Each = 5;

    public static readonly string[] Flows =
        ["body", "await", "pool", "thread", "parallel", "plinq", "timer", "periodic", "continuation", "queued", "registration", "stream"];

    /// <summary>Writes in three ways in each kind of flow, while all others of the meeting do.</summary>
    public static async Task Everywhere(string mark, string meeting, ILogger logger)
    {
        Bodies.Meet(meeting);
        Write("body");
        await Task.Yield();
        Write("await");
        await Task.Run(() => Write("pool")).ConfigureAwait(false);
        var thread = new Thread(() => Write("thread"));
        thread.Start();
        thread.Join();
        Parallel.For(0, Each, i => WriteOne("parallel", i));
        Enumerable.Range(0, Each).AsParallel().WithDegreeOfParallelism(2).ForAll(i => WriteOne("plinq", i));
        await Signalled(done =>
        {
            Timer timer = null!;
            timer = new Timer(_ => { Write("timer"); done(); timer.Dispose(); }, null, Timeout.Infinite, Timeout.Infinite);
            timer.Change(1, Timeout.Infinite);
        });
        using (var periodic = new System.Timers.Timer(1) { AutoReset = false })
        {
            await Signalled(done =>
            {
                periodic.Elapsed += (_, _) => { Write("periodic"); done(); };
                periodic.Start();
            });
        }

        await Task.CompletedTask.ContinueWith(_ => Write("continuation"), TaskScheduler.Default);
        await Signalled(done => ThreadPool.QueueUserWorkItem(_ => { Write("queued"); done(); }));
        using (var source = new CancellationTokenSource())
        {
            source.Token.Register(() => Write("registration"));
            await source.CancelAsync();
        }

        await foreach (int i in Stream())
        {
            WriteOne("stream", i);
        }

        void Write(string flow)
        {
            for (int i = 0; i < Each; i++)
            {
                WriteOne(flow, i);
            }
        }

        void WriteOne(string flow, int i)
        {
            Console.WriteLine($"{mark} {flow} out {i}");
            Console.Error.Write($"{mark} {flow}");
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $" err {i}"));
            logger.LogInformation("{Mark} {Flow} log {I}", mark, flow, i);
        }

        static async Task Signalled(Action<Action> begin)
        {
            var done = new TaskCompletionSource();
            begin(() => done.TrySetResult());
            await done.Task;
        }

        static async IAsyncEnumerable<int> Stream()
        {
            for (int i = 0; i < Each; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }
    }

    /// <summary>Writes lines of a length, as fast as it can.</summary>
    public static void Flood(int lines, int length)
    {
        string rest = new('x', length);
        for (int i = 1; i <= lines; i++)
        {
            Console.WriteLine(rest);
        }

        Console.WriteLine("the end");
    }

    /// <summary>Asks something and waits at the door; then says yes.</summary>
    public static void Ask(string door, TaskContext context)
    {
        Console.Write("Continue? ");
        Door.Of(door).Pass(context.TaskId, context.CancellationToken);
        Console.WriteLine("yes");
        Console.Write("no end");
    }

    /// <summary>Shows how far it is, on one line.</summary>
    public static void Bar(int steps)
    {
        for (int i = 1; i <= steps; i++)
        {
            Console.Write(string.Create(CultureInfo.InvariantCulture, $"\r{i} of {steps}, which is a line that has its length"));
        }
    }

    /// <summary>Sets the console's writers for itself, it thinks.</summary>
    public static void Redirect()
    {
        Console.SetOut(new StringWriter());
        Console.SetError(new StringWriter());
        Console.WriteLine("into the air");
    }

    public static int Say(string text)
    {
        Console.WriteLine(text);
        return text.Length;
    }

    /// <summary>Says a word in every attempt, and fails in all but that one.</summary>
    public static async Task FailTwice(TaskContext context)
    {
        Console.WriteLine($"attempt {context.Attempt}");
        Console.Write("no line break");
        await Task.Yield();
        if (context.Attempt < 3)
        {
            throw new InvalidOperationException("not yet");
        }
    }

    /// <summary>Says that it began, and then that its token has fired; goes on past its grace if it is told to.</summary>
    public static async Task UntilToken(string door, bool deaf, TaskContext context)
    {
        Console.WriteLine("began");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("token fired");
        }

        if (deaf)
        {
            await Door.Of(door).PassAsync(context.TaskId, CancellationToken.None);
            Console.WriteLine("after all was over");
        }
    }

    /// <summary>Says a number, as often as it is let in.</summary>
    public static async Task Count(string door, int upTo)
    {
        for (int i = 1; i <= upTo; i++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"line {i}"));
            if (i % 10 == 0)
            {
                await Task.Delay(5);
            }
        }

        Door.Of(door).Note("counted");
    }

    /// <summary>Says a line, waits at the door, and says another.</summary>
    public static async Task BeforeAndAfter(string door, TaskContext context)
    {
        Console.WriteLine("before");
        await Door.Of(door).PassAsync(context.TaskId, context.CancellationToken);
        Console.WriteLine("after");
    }

    /// <summary>Tells its secrets in whole, in pieces and in its error.</summary>
    public static void Leak(TaskContext context, ILogger logger)
    {
        Console.WriteLine("the password is hunter2hunter2!");
        Console.Write("pieces: hunter2");
        Console.Write("hunter2");
        Console.WriteLine(", done");
        context.AddSecret("-----BEGIN KEY-----\r\nabcdefgh\r\nxyz\r\n");
        logger.LogWarning("key:\n-----BEGIN KEY-----\nabcdefgh and hunter2hunter2");
        Console.WriteLine(new string('y', 8100) + "hunter2hunter2" + new string('z', 300));
        throw new InvalidOperationException("abcdefgh does not open with hunter2hunter2");
    }

    /// <summary>All levels, through the task's own logger and through the one that is injected for a type.</summary>
    public static void Levels(TaskContext context, ILogger<Door2> typed)
    {
        for (LogLevel level = LogLevel.Trace; level <= LogLevel.Critical; level++)
        {
            context.Logger.Log(level, "own {Level}", level);
            typed.Log(level, "typed {Level}", level);
        }

        context.Logger.LogError(new InvalidDataException("what was wrong"), "with an exception");
    }

    /// <summary>A category.</summary>
    public sealed class Door2;
}
