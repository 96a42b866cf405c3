using System.Text;
using Taskue.Proof.Schedules.Engine;

namespace Taskue.Proof.Schedules.Shims;

/// <summary>Stands for <see cref="Console"/>: a schedule has one of its own, with the locks of .NET's on Unix.</summary>
internal static class Consoles
{
    private static readonly object Key = new();

    /// <summary>What has reached the terminal in this schedule.</summary>
    public static string Shown => Now.Text.ToString();

    private static Writers Now => Scheduler.StateOf<Writers>(Key);

    [Replaces(typeof(Console), "get_Out")]
    public static TextWriter Out() => Now.Out;

    [Replaces(typeof(Console), "get_Error")]
    public static TextWriter Error() => Now.Error;

    [Replaces(typeof(Console), nameof(Console.SetOut))]
    public static void SetOut(TextWriter writer)
    {
        Now.Out = Synchronized.Of(writer);
    }

    [Replaces(typeof(Console), nameof(Console.SetError))]
    public static void SetError(TextWriter writer)
    {
        Now.Error = Synchronized.Of(writer);
    }

    private sealed class Writers
    {
        public Writers()
        {
            Out = Synchronized.Of(new Terminal(Text));
            Error = Synchronized.Of(new Terminal(Text));
        }

        public StringBuilder Text { get; } = new();

        public TextWriter Out { get; set; }

        public TextWriter Error { get; set; }
    }

    /// <summary>Stands for what <see cref="TextWriter.Synchronized"/> makes: its lock is itself, and held while the other writes.</summary>
    private sealed class Synchronized : TextWriter
    {
        private readonly TextWriter inner;

        private Synchronized(TextWriter inner) => this.inner = inner;

        public override Encoding Encoding => inner.Encoding;

        public static TextWriter Of(TextWriter writer) => writer as Synchronized ?? new Synchronized(writer);

        public override void Write(char value) => Locked(() => inner.Write(value));

        public override void Write(char[] buffer, int index, int count) => Locked(() => inner.Write(buffer, index, count));

        public override void Write(string? value) => Locked(() => inner.Write(value));

        public override void WriteLine(string? value) => Locked(() => inner.WriteLine(value));

        public override void Flush() => Locked(inner.Flush);

        private void Locked(Action write)
        {
            bool taken = false;
            Scheduler.Point("lock of a writer");
            Locks.Enter(this, ref taken);
            try
            {
                write();
            }
            finally
            {
                Locks.Exit(this);
            }
        }
    }

    /// <summary>Stands for the stream behind: while it writes it holds the lock of whatever <see cref="Console.Out"/> is then (ConsolePal.WriteFromConsoleStream).</summary>
    private sealed class Terminal(StringBuilder text) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write([value], 0, 1);

        public override void Write(char[] buffer, int index, int count)
        {
            bool taken = false;
            TextWriter output = Out();
            Scheduler.Point("lock of Console.Out");
            Locks.Enter(output, ref taken);
            try
            {
                text.Append(buffer, index, count);
            }
            finally
            {
                Locks.Exit(output);
            }
        }

        public override void Write(string? value) => Write((value ?? "").ToCharArray(), 0, value?.Length ?? 0);

        public override void WriteLine(string? value) => Write(value + NewLine);
    }
}
