using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Taskue;

/// <content>How a child begins and ends.</content>
internal sealed partial class TaskProcess
{
    // Beyond its own heap the runtime needs room of its own: code, stacks, the collector's books.
    private const long RuntimeBytes = 448L * 1024 * 1024;

    private bool tookLeave;

    /// <summary>Starts a child and waits until it can run tasks. Blocks.</summary>
    /// <exception cref="ChildException">It did not become ready; the message says what it said.</exception>
    public static TaskProcess Start(TaskHost host, ProcessStart program, ReadOnlySpan<byte> setup, IReadOnlyList<ModuleBuild> builds)
    {
        Pipe tasks = new(), control = new(), outcomes = new(), output = new(readWithoutWaiting: true), errors = new(readWithoutWaiting: true);
        SafeFileHandle[] childs = [tasks.Reading, control.Reading, outcomes.Writing, output.Writing, errors.Writing];
        (StartedProcess? process, int error) = StartedProcess.Start(program with
        {
            Descriptors =
            [
                (output.Writing, 1), (errors.Writing, 2),
                (tasks.Reading, ChildProgram.TasksIn), (control.Reading, ChildProgram.ControlIn), (outcomes.Writing, ChildProgram.Out),
            ],
        });
        Array.ForEach(childs, end => end.Dispose());
        if (process is null)
        {
            Array.ForEach([tasks, control, outcomes, output, errors], pipe => pipe.Dispose());
            throw new ChildException($"The child program {program.Program} cannot be started: {Marshal.GetPInvokeErrorMessage(error)}.");
        }

        if (host.Options.Children.TaskMemoryLimit is { } limit)
        {
            process.Limit(Libc.RLIMIT_DATA, (ulong)(limit + RuntimeBytes));
        }

        var child = new TaskProcess(host, process, tasks.Writing, control.Writing, outcomes.Reading, output.Reading, errors.Reading) { Builds = builds };
        try
        {
            child.BecomeReady(setup, host.Options.Children.StartTimeout);
            return child;
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }

    /// <summary>Lets it end: it takes leave of its services, and is ended for good after a while.</summary>
    public void End(TimeSpan limit)
    {
        tasks.Dispose(); // nothing comes any more: it ends
        long asked = Stopwatch.GetTimestamp();
        try
        {
            while (!IsEnded && limit - Stopwatch.GetElapsedTime(asked) is { Ticks: > 0 } left)
            {
                IsEnded = !Listen(left);
                while (!frames.Take().IsEmpty)
                {
                }
            }
        }
        catch (InvalidDataException)
        {
            // It is ended below.
        }

        Dispose();
    }

    /// <summary>Ends it at once, whoever waits for it.</summary>
    public void Kill() => process.Kill();

    /// <summary>Ends it at once, with all that it has started. For the thread that has it.</summary>
    public void Dispose()
    {
        process.Kill();
        if (tookLeave)
        {
            return;
        }

        (IsEnded, tookLeave) = (true, true);
        exit = process.WaitForExit();
        tasks.Dispose();
        lock (controlGate)
        {
            control.Dispose();
        }

        output.Read();
        errors.Read();
        output.Dispose();
        errors.Dispose();
        frames.Dispose();
    }

    private void BecomeReady(ReadOnlySpan<byte> setup, TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            for (bool lives = Pipe.TryWrite(tasks, setup); lives;)
            {
                for (ReadOnlySpan<byte> frame = frames.Take(); !frame.IsEmpty; frame = frames.Take())
                {
                    if (ChildWord.Read(frame) is ChildWord.Ready ready)
                    {
                        Announcement = ready.Fault is null ? ready.Announcement : throw new ChildException($"A child process started and cannot run tasks: {Secrets.Apply(ready.Fault)}");
                        return;
                    }
                }

                TimeSpan left = limit - Stopwatch.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                {
                    throw new ChildException($"A child process was not ready within {DurationText.Of(limit)} (RunnerOptions.Children.StartTimeout).{Said()}");
                }

                lives = Listen(left);
            }
        }
        catch (InvalidDataException fault)
        {
            throw new ChildException($"A child process started, and its pipe carries what is no frame: {fault.Message}{Said()}");
        }

        Dispose();
        throw new ChildException($"A child process {exit} before it could run tasks.{Said()}");
    }

    private string Said() => last.ToString() is { Length: > 0 } words ? " It said: " + words.Trim() : "";
}
