using System.Text;

namespace Taskue;

/// <summary>Routes what is written to the console inside of a task into the task's log. Installed once a process, while a runner captures.</summary>
/// <remarks>
/// Whose text it is says the flow of execution (<see cref="TaskContext.Current"/>), so it holds across awaits, pools, threads and timers. What is
/// written outside of any task passes through as if nothing were there. Whoever sets the console's writers later is left alone.
/// </remarks>
internal static class ConsoleCapture
{
    private static readonly Lock Gate = new();
    private static int users;
    private static (TextWriter Before, TextWriter Ours)? output;
    private static (TextWriter Before, TextWriter Ours)? error;

    /// <summary>Begins to capture; dispose of the answer to end it.</summary>
    public static IDisposable Begin()
    {
        lock (Gate)
        {
            users++;
            Install_NeedsLock();
        }

        return new User();
    }

    private static void Install_NeedsLock()
    {
        if (output?.Ours != Console.Out)
        {
            TextWriter before = Console.Out;
            Console.SetOut(new RoutedWriter(before, LogSource.Output));
            output = (before, Console.Out);
        }

        if (error?.Ours != Console.Error)
        {
            TextWriter before = Console.Error;
            Console.SetError(new RoutedWriter(before, LogSource.Error));
            error = (before, Console.Error);
        }
    }

    private static void End()
    {
        lock (Gate)
        {
            if (--users > 0)
            {
                return;
            }

            if (output is { } o && o.Ours == Console.Out)
            {
                Console.SetOut(o.Before);
            }

            if (error is { } e && e.Ours == Console.Error)
            {
                Console.SetError(e.Before);
            }

            (output, error) = (null, null);
        }
    }

    private sealed class User : IDisposable
    {
        private int ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0)
            {
                End();
            }
        }
    }

    private sealed class RoutedWriter(TextWriter before, LogSource source) : TextWriter(before.FormatProvider)
    {
        public override Encoding Encoding => before.Encoding;

        public override void Write(char value) => Write([value]);

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(string? value) => Write(value.AsSpan());

        public override void WriteLine() => Write(CoreNewLine);

        public override void WriteLine(string? value)
        {
            // In one piece, so that lines that are written at once do not mix.
            ITaskLog? log = Log();
            log?.Write(source, value.AsSpan());
            log?.Write(source, CoreNewLine);
            if (Shows(log))
            {
                using (Passing.Begin())
                {
                    before.WriteLine(value);
                }
            }
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            ITaskLog? log = Log();
            log?.Write(source, buffer);
            if (Shows(log))
            {
                using (Passing.Begin())
                {
                    before.Write(buffer);
                }
            }
        }

        public override void Flush() => before.Flush();

        private static ITaskLog? Log() => Passing.Now ? null : TaskContext.Ambient?.Log;

        /// <summary>A captured line is shown too, unless its runner's options say no.</summary>
        private static bool Shows(ITaskLog? log) => log is not TaskLog { HidesConsole: true };
    }
}
