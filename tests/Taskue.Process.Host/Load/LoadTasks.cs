using System.Globalization;

namespace Taskue.ProcessHost;

/// <summary>The bodies of the load. Each records its start and its end, and its result or error says which start made it, in which process.</summary>
public static class LoadTasks
{
    public static string Run(int milliseconds, int failures, int lines, TaskContext context)
    {
        Begin(lines, context);
        if (milliseconds > 0)
        {
            context.CancellationToken.WaitHandle.WaitOne(milliseconds);
        }

        return End(failures, lines, context);
    }

    public static async Task<string> RunAsync(int milliseconds, int failures, int lines, TaskContext context)
    {
        Begin(lines, context);
        try
        {
            await Task.Delay(milliseconds, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The end says so.
        }

        return End(failures, lines, context);
    }

    /// <summary>What a start says of itself: its number, and its process.</summary>
    public static string Mark(long starts, int processId) => string.Create(CultureInfo.InvariantCulture, $"{starts} {processId}");

    private static void Begin(int lines, TaskContext context)
    {
        Records.Write(context, "start");
        Print(1, lines / 2, lines);
    }

    private static string End(int failures, int lines, TaskContext context)
    {
        Print((lines / 2) + 1, lines, lines);
        string mark = Mark(context.Starts, Environment.ProcessId);
        if (context.CancellationToken.IsCancellationRequested)
        {
            Records.Write(context, "cut");
            throw new OperationCanceledException(mark, context.CancellationToken);
        }

        if (context.Attempt <= failures)
        {
            Records.Write(context, "failed");
            throw new InvalidOperationException(mark);
        }

        Records.Write(context, "done");
        return mark;
    }

    private static void Print(int from, int to, int lines)
    {
        for (int number = from; number <= to; number++)
        {
            Console.WriteLine(Job.Line(number, lines));
        }
    }
}
