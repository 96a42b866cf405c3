using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Taskue.Store;

namespace Taskue;

/// <summary>One child process, as its runner sees it: it runs one task at a time, on the thread that asks for it.</summary>
/// <remarks>
/// The thread writes the task, and waits for what the child says and prints. So nothing is handed from thread to thread, and what was
/// printed before the outcome is read before it. States: ready; busy (a task is current); ended (its pipe is at its end).
/// </remarks>
internal sealed partial class TaskProcess : IStoppableBody, IDisposable
{
    private static readonly TimeSpan MemoryLook = TimeSpan.FromMilliseconds(100);

    private readonly TaskHost host;
    private readonly StartedProcess process;
    private readonly SafeFileHandle tasks;
    private readonly SafeFileHandle control;
    private readonly FrameSource frames;
    private readonly OutputLines output;
    private readonly OutputLines errors;
    private readonly LastWords last = new();
    private readonly FrameWriter taskFrame = new();
    private readonly Libc.PollFd[] polled;
    private readonly Lock controlGate = new();
    private readonly Lock currentGate = new();
    private RunningTask? current;
    private ProcessExit exit;
    private TimeSpan processorTimeBefore;
    private TimeSpan? processorTimeUsed;
    private long lastMemoryLook;
    private int ran;

    private TaskProcess(
        TaskHost host, StartedProcess process, SafeFileHandle tasks, SafeFileHandle control, SafeFileHandle said, SafeFileHandle output, SafeFileHandle errors)
    {
        this.host = host;
        this.process = process;
        this.tasks = tasks;
        this.control = control;
        frames = new FrameSource(said);
        this.output = new OutputLines(output, () => Secrets,
            (line, incomplete) => current?.Log.Append(LineAssembler.LevelOf(LogSource.Output), LogSource.Output, line, incomplete));
        this.errors = new OutputLines(errors, () => Secrets, (line, incomplete) =>
        {
            last.Add(line, incomplete);
            current?.Log.Append(LineAssembler.LevelOf(LogSource.Error), LogSource.Error, line, incomplete);
        });

        // What it says comes first: whatever it had printed by then is seen by the same look.
        polled = [Polled(said), Polled(output), Polled(errors)];
    }

    public int Id => process.Id;

    private SecretMask Secrets => current?.Secrets ?? host.Secrets;

    /// <summary>Which builds of modules it has loaded.</summary>
    public required IReadOnlyList<ModuleBuild> Builds { get; init; }

    /// <summary>What it can run, as it is announced.</summary>
    public string Announcement { get; private set; } = "";

    public bool IsEnded { get; private set; }

    /// <summary>Whether it has run what one child may run, or has grown too large.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>Runs one task to its end, or to the child's. Blocks.</summary>
    /// <returns>The outcome; nothing if the child had ended before the task began.</returns>
    public FinishedStart? Run(RunningTask attempt, SpecRecord spec, ReadOnlyMemory<byte> arguments)
    {
        if (!LookUp())
        {
            return null;
        }

        last.Clear();
        if (host.Options.Children.TaskProcessorTime is not null)
        {
            processorTimeBefore = process.ProcessorTime;
        }

        ReadOnlySpan<byte> frame = taskFrame.Begin(FrameKind.Run).Number(++ran).Text(attempt.TaskId).Number(attempt.Starts).Number(attempt.Attempt - 1)
            .Text(spec.WorkflowId).Number(spec.Stage ?? -1).Text(spec.Title).Text(spec.Queue).Text(spec.Method).Bytes(arguments.Span).End();
        lock (currentGate)
        {
            current = attempt;
        }

        attempt.Attach(this);
        FinishedStart? outcome = null;
        bool begun = Pipe.TryWrite(tasks, frame);
        if (begun)
        {
            outcome = Await(attempt, spec);
        }

        if (outcome is null)
        {
            // A child that has died meanwhile may not have begun: then its task lies in the pipe, and another one has it.
            begun = begun && Pipe.Unread(tasks) == 0;
            Dispose(); // what it still says is this task's
            errors.Flush();
            outcome = begun ? Ended(attempt) : null;
        }

        lock (currentGate)
        {
            current = null;
        }

        IsSpent = IsSpent || (outcome is not null && Spent(outcome.Value));
        return outcome;
    }

    public void Cancel(RunningTask attempt)
    {
        int number;
        lock (currentGate)
        {
            number = current == attempt ? ran : 0;
        }

        if (number > 0)
        {
            // Elsewhere: a child that does not read must not stop whoever cancels. It may come there before the task does.
            ThreadPool.UnsafeQueueUserWorkItem(_ => Control(new FrameWriter().Begin(FrameKind.Cancel).Number(number).End()), null);
        }
    }

    public void Kill(RunningTask attempt)
    {
        lock (currentGate)
        {
            if (current == attempt)
            {
                process.Kill();
            }
        }
    }

    /// <summary>Ends it if its task has used more processor time than it may.</summary>
    public void CheckProcessorTime(TimeSpan most)
    {
        lock (currentGate)
        {
            if (current is not null && process.ProcessorTime - processorTimeBefore is var used && used > most)
            {
                processorTimeUsed = used;
                process.Kill();
            }
        }
    }

    private static Libc.PollFd Polled(SafeFileHandle end) => new() { Descriptor = (int)end.DangerousGetHandle(), Events = Libc.POLLIN };

    /// <summary>Before a task: takes away what was printed by nobody's task, and sees whether the child still lives.</summary>
    private bool LookUp()
    {
        IsEnded = IsEnded || !Listen(TimeSpan.Zero);
        return !IsEnded;
    }

    private FinishedStart? Await(RunningTask attempt, SpecRecord spec)
    {
        try
        {
            do
            {
                for (ReadOnlySpan<byte> frame = frames.Take(); !frame.IsEmpty; frame = frames.Take())
                {
                    if (Take(frame, attempt, spec) is { } outcome)
                    {
                        ReadRest();
                        return outcome;
                    }
                }
            }
            while (Listen(Timeout.InfiniteTimeSpan));
        }
        catch (InvalidDataException fault)
        {
            last.Add($"(the runner: its pipe carries what is no frame: {fault.Message})");
        }

        return null;
    }

    /// <summary>What it had printed before it told the outcome may have come after the last look.</summary>
    private void ReadRest()
    {
        output.Read();
        output.Flush();
        errors.Read();
        errors.Flush();
    }

    private FinishedStart? Take(ReadOnlySpan<byte> frame, RunningTask attempt, SpecRecord spec)
    {
        switch (ChildWord.Read(frame))
        {
            case ChildWord.Outcome outcome when outcome.Run == ran:
                if (outcome.Ending == Ending.Held)
                {
                    host.Lacks(spec.Method);
                }

                return new FinishedStart(attempt.TaskId, attempt.Starts, outcome.Ending, outcome.Reason, outcome.Tail, outcome.LargeResult, spec.WorkflowQueues);
            case ChildWord.Log log when log.Run == ran: // what an earlier task left running says nothing of this one
                host.LogFromChild(attempt, log);
                return null;
            case ChildWord.Secret secret when secret.Run == ran:
                attempt.AddSecret(secret.Text);
                return null;
            case ChildWord.Threw threw when threw.Run == ran:
                attempt.NoteThrown(threw.Type, threw.IsOutcome);
                return null;
            case ChildWord.Query query:
                _ = Task.Run(() => AnswerAsync(query));
                return null;
            default:
                return null;
        }
    }

    private async Task AnswerAsync(ChildWord.Query query)
    {
        var answer = new FrameWriter();
        try
        {
            byte[] json = query.Row < 0
                ? FlowJson.Write(await host.Flows.GetFlowAsync(query.WorkflowId).ConfigureAwait(false))
                : FlowJson.Write(await host.Flows.GetFlowTasksAsync(query.WorkflowId, query.Stage, query.Row, full: true).ConfigureAwait(false));
            answer.Begin(FrameKind.Answer).Number(query.Question).Text(null).Bytes(json);
        }
        catch (Exception fault)
        {
            answer.Begin(FrameKind.Answer).Number(query.Question).Text(fault is TaskueException known ? known.Code : "").Text(fault.Message);
        }

        Control(answer.End());
    }

    private void Control(ReadOnlySpan<byte> frame)
    {
        lock (controlGate)
        {
            if (!control.IsClosed)
            {
                _ = Pipe.TryWrite(control, frame);
            }
        }
    }

    /// <summary>Waits for what it says or prints, and takes it in. False when its pipe is at its end.</summary>
    private bool Listen(TimeSpan limit)
    {
        polled[1].Descriptor = output.AtEnd ? -1 : polled[1].Descriptor;
        polled[2].Descriptor = errors.AtEnd ? -1 : polled[2].Descriptor;
        int ready = Libc.Poll(polled, 3, Libc.PollLimit(limit == Timeout.InfiniteTimeSpan ? null : limit, output.DueIn, errors.DueIn));
        output.GiveDue();
        errors.GiveDue();
        if (ready <= 0)
        {
            return true; // its time is over, or a signal came
        }

        if (polled[1].Returned != 0)
        {
            output.Read();
        }

        if (polled[2].Returned != 0)
        {
            errors.Read();
        }

        return polled[0].Returned == 0 || frames.Fill();
    }

    private bool Spent(FinishedStart outcome)
    {
        ChildOptions options = host.Options.Children;
        if (ran >= options.MaxTasks)
        {
            return true;
        }

        // Its heap is full of what the task left: the next one would be refused its memory.
        if (outcome.Ending == Ending.Failed && OutcomeRecord.TryRead(outcome.Tail, out OutcomeRecord record) && record.Error?.Type == "System.OutOfMemoryException")
        {
            return true;
        }

        if (options.MaxMemoryBytes is not { } most || Stopwatch.GetElapsedTime(lastMemoryLook) < MemoryLook)
        {
            return false;
        }

        lastMemoryLook = Stopwatch.GetTimestamp();
        return process.ResidentBytes() > most;
    }

    private FinishedStart Ended(RunningTask attempt)
    {
        string words = last.ToString();
        if (processorTimeUsed is { } used)
        {
            return attempt.Finished(Ending.Failed, "cpu", default, new TaskError(ErrorCodes.ProcessorTimeUsed,
                $"It used {used.TotalSeconds:0.#} s of processor time, and {host.Options.Children.TaskProcessorTime!.Value.TotalSeconds:0.#} s are allowed"
                + " (RunnerOptions.Children.TaskProcessorTime).", words));
        }

        string? first = words.Split('\n').FirstOrDefault(line => !string.IsNullOrWhiteSpace(line));
        return attempt.Finished(Ending.Failed, "crashed", default, new TaskError(ErrorCodes.Crashed,
            $"The child process that ran it {exit}." + (first is null ? "" : $" It said: {OutcomeRecord.Cut(first.Trim(), 300)}"), words));
    }
}
