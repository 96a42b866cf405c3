using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Taskue.Store;

namespace Taskue;

/// <summary>Runs tasks in a child: the same host and the same attempts as in a runner, with the pipe in the place of the store.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "They live as long as the process.")]
internal sealed class ChildHost
{
    private readonly ChildLink link;
    private readonly TaskHost host;
    private readonly ChildConsole output, errors;
    private TextWriter consoleOut = Console.Out, consoleError = Console.Error;
    private volatile Served? current;
    private long cancelled; // the last run that was: its word may come before the run does

    private ChildHost(RunnerOptions options, RunnerMethods methods, string runnerName, ChildLink link)
    {
        this.link = link;
        host = new TaskHost(options, methods, new StuckTasks(int.MaxValue, static () => { }), runnerName, link, NullLogger.Instance)
        {
            Settled = Settle,
            SecretAdded = secret => link.Secret(current?.Number ?? 0, secret),
            Threw = (type, isOutcome) => link.Threw(current?.Number ?? 0, type, isOutcome),
        };
        output = new ChildConsole(piece => Log(LineAssembler.LevelOf(LogSource.Output), LogSource.Output, null, 0, piece));
        errors = new ChildConsole(piece => Log(LineAssembler.LevelOf(LogSource.Error), LogSource.Error, null, 0, piece));
    }

    /// <summary>What can be run here, as it is announced.</summary>
    public required string Announcement { get; init; }

    /// <summary>Takes over the settings, and makes the services.</summary>
    public static ChildHost SetUp(ReadOnlySpan<byte> setup, ChildLink link)
    {
        if (setup.IsEmpty)
        {
            Orphaned();
        }

        ChildHost? made = null;
        var reader = new FrameReader(setup);
        (RunnerOptions options, string runner, IReadOnlyList<ModuleBuild> builds) = ChildSetup.Read(ref reader,
            least => new ChildLoggers(least, (level, category, id, text) => made?.Log(level, LogSource.Logger, category, id, text)));
        var methods = new RunnerMethods(options, builds, NullLogger.Instance);
        made = new ChildHost(options, methods, runner, link) { Announcement = methods.Announcement };
        Console.SetOut(made.output);
        Console.SetError(made.errors);
        (made.consoleOut, made.consoleError) = (Console.Out, Console.Error);
        return made;
    }

    /// <summary>The runner is gone: what it left behind ends, and so does this process. Never returns.</summary>
    public static void Orphaned()
    {
        _ = Libc.Kill(0, Libc.SIGKILL); // the whole group, this process too
        Environment.FailFast("The runner of this child process is gone.");
    }

    /// <summary>Runs tasks on this thread until none comes any more.</summary>
    public void Serve(FrameSource tasks)
    {
        for (ReadOnlySpan<byte> frame = tasks.Next(); !frame.IsEmpty; frame = tasks.Next())
        {
            Begin(new FrameReader(frame));
        }

        (host.Options.Services as IDisposable)?.Dispose();
    }

    /// <summary>Takes in what the runner says while a task runs. Its end is the runner's.</summary>
    public void Obey(FrameSource control)
    {
        for (ReadOnlySpan<byte> frame = control.Next(); !frame.IsEmpty; frame = control.Next())
        {
            var reader = new FrameReader(frame);
            if (reader.Kind == FrameKind.Answer)
            {
                link.Answered(ref reader);
            }
            else if (reader.Kind == FrameKind.Cancel)
            {
                long number = reader.Number();
                Interlocked.Exchange(ref cancelled, number);
                FireIfCancelled(number);
            }
        }

        Orphaned();
    }

    private void Begin(FrameReader frame)
    {
        long number = frame.Number();
        string id = frame.Text();
        (long starts, int attempts) = (frame.Number(), (int)frame.Number());
        string? workflow = frame.TextOrNull();
        int stage = (int)frame.Number();
        var spec = new SpecRecord
        {
            CreatedMs = 0, TimeoutMs = -1, Retries = 0, AllowFailure = false, AllowRescheduling = true,
            WorkflowId = workflow, Stage = stage < 0 ? null : stage, Title = frame.TextOrNull(), Queue = frame.Text(), Method = frame.Text(),
            Arguments = frame.Bytes().ToArray(),
        };
        var task = new RunningTask(host, new ClaimedTask(id, starts, attempts, default, default), spec);
        Console.SetOut(consoleOut); // an earlier task may have set others
        Console.SetError(consoleError);
        current = new Served(task, number);
        Interlocked.MemoryBarrier(); // either this sees the cancellation, or Obey sees the task
        FireIfCancelled(Interlocked.Read(ref cancelled));
        task.Begin();
    }

    private void FireIfCancelled(long number)
    {
        if (current is { } served && served.Number == number)
        {
            served.Task.FireTimeout();
        }
    }

    private void Settle(RunningTask task, FinishedStart outcome)
    {
        link.Outcome(current!.Number, outcome);
    }

    private void Log(LogLevel level, LogSource source, string? category, int id, string text)
    {
        // What an earlier task left running says nothing of the present one. Without an ambient task it can only be this one's.
        if (current is { } served && (TaskContext.Ambient is not { } of || of == served.Task))
        {
            link.Log(served.Number, level, source, category, id, text);
        }
    }

    /// <summary>The task that runs, and its number of the tasks that this child was given.</summary>
    private sealed record Served(RunningTask Task, long Number);
}
