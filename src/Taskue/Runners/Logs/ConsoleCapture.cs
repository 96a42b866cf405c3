using System.Text;

namespace Taskue;

/// <summary>Routes what is written to the console inside of a task into the task's log. Installed once a process, while a runner captures.</summary>
/// <remarks>
/// Whose text it is says the flow of execution (<see cref="TaskContext.Current"/>), so it holds across awaits, pools, threads and timers. What is
/// written outside of any task passes through as if nothing were there. Whoever sets the console's writers later is left alone, unless a task was
/// running: then ours are put back at its end.
/// </remarks>
internal static class ConsoleCapture
{
    /// <summary>How long an end waits for others who write.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly Lock Gate = new();
    private static int users;
    private static volatile Installed? output;
    private static volatile Installed? error;

    /// <summary>Whether the console's writers are ours.</summary>
    public static bool Stands => output?.Ours == Console.Out && error?.Ours == Console.Error;

    /// <summary>Puts our writers back in the place of others. False if there was nothing to do.</summary>
    /// <remarks>Not a new one before theirs: two of ours, one behind the other, could wait for each other's locks.</remarks>
    public static bool PutBack()
    {
        lock (Gate)
        {
            bool replaced = false;
            if (output is { } o && o.Ours != Console.Out)
            {
                Console.SetOut(o.Ours);
                replaced = true;
            }

            if (error is { } e && e.Ours != Console.Error)
            {
                Console.SetError(e.Ours);
                replaced = true;
            }

            return replaced;
        }
    }

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
            var outlet = new ConsoleOutlet(before);
            Console.SetOut(new RoutedWriter(before, outlet, LogSource.Output));
            output = new Installed(before, outlet, Console.Out);
        }

        if (error?.Ours != Console.Error)
        {
            TextWriter before = Console.Error;
            var outlet = new ConsoleOutlet(before);
            Console.SetError(new RoutedWriter(before, outlet, LogSource.Error));
            error = new Installed(before, outlet, Console.Error);
        }
    }

    private static void End()
    {
        Installed? o, e;
        lock (Gate)
        {
            if (--users > 0)
            {
                return;
            }

            (o, e) = (output, error);
            if (o?.Ours == Console.Out)
            {
                Console.SetOut(o.Before);
            }

            if (e?.Ours == Console.Error)
            {
                Console.SetError(e.Before);
            }

            (output, error) = (null, null);
        }

        Drain(o, e);
    }

    private static void Drain(params ReadOnlySpan<Installed?> all)
    {
        foreach (Installed? one in all)
        {
            one?.Outlet.Drain(Patience);
        }
    }

    /// <summary>A writer of ours, and what it stands before.</summary>
    private sealed record Installed(TextWriter Before, ConsoleOutlet Outlet, TextWriter Ours);

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

    private sealed class RoutedWriter(TextWriter before, ConsoleOutlet outlet, LogSource source) : TextWriter(before.FormatProvider)
    {
        public override Encoding Encoding { get; } = before.Encoding;

        public override void Write(char value) => Write([value]);

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(string? value) => Write(value.AsSpan());

        public override void WriteLine() => Write(CoreNewLine);

        /// <summary>In one piece, so that lines that are written at once do not mix.</summary>
        public override void WriteLine(string? value) => Write(value + NewLine);

        public override void Write(ReadOnlySpan<char> buffer)
        {
            ITaskLog? log = Log();
            log?.Write(source, buffer);
            if (Shows(log))
            {
                outlet.Write(buffer);
            }
        }

        public override void Flush() => outlet.Flush();

        private static ITaskLog? Log() => Passing.Now ? null : TaskContext.Ambient?.Log;

        /// <summary>A captured line is shown too, unless its runner's options say no.</summary>
        private static bool Shows(ITaskLog? log) => log is not TaskLog { HidesConsole: true };
    }
}
