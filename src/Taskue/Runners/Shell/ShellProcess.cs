using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Taskue.Store;

namespace Taskue;

/// <summary>A command that runs: what it prints goes to the log as it comes, and its end is the attempt's.</summary>
internal sealed class ShellProcess : IStoppableBody, IDisposable
{
    private readonly StartedProcess process;
    private readonly RunningTask attempt;
    private readonly OutputLines output;
    private readonly OutputLines errors;
    private readonly LastWords last = new();

    public ShellProcess(StartedProcess process, RunningTask attempt, SafeFileHandle output, SafeFileHandle errors)
    {
        this.process = process;
        this.attempt = attempt;
        this.output = new OutputLines(output, () => attempt.Secrets, Printed);
        this.errors = new OutputLines(errors, () => attempt.Secrets, Complained);
    }

    /// <summary>Waits for its end, and ends what it has left running.</summary>
    public FinishedStart Run()
    {
        // What the command leaves behind may keep its output open, so the end of that is not its end: the end of the process is.
        using var ended = new Pipe();
        new Thread(() =>
        {
            ProcessExit.Observe(process.Id);
            ended.Writing.Dispose();
        }, maxStackSize: 256 * 1024) { IsBackground = true, Name = "taskue shell wait" }.Start();

        Libc.PollFd[] polled = [Polled(ended.Reading), Polled(output.End), Polled(errors.End)];
        while (polled[0].Returned == 0)
        {
            polled[1].Descriptor = output.AtEnd ? -1 : polled[1].Descriptor;
            polled[2].Descriptor = errors.AtEnd ? -1 : polled[2].Descriptor;
            if (Libc.Poll(polled, 3, Libc.PollLimit(output.DueIn, errors.DueIn)) < 0)
            {
                polled[0].Returned = 0; // a signal came
                continue;
            }

            ReadOutput();
        }

        ProcessExit exit = process.WaitForExit();
        ReadOutput();
        output.Flush();
        errors.Flush();
        return Outcome(exit);
    }

    public void Cancel(RunningTask of) => process.Signal(Libc.SIGTERM);

    public void Kill(RunningTask of) => process.Kill();

    public void Dispose()
    {
        output.Dispose();
        errors.Dispose();
    }

    private static Libc.PollFd Polled(SafeFileHandle end) => new() { Descriptor = (int)end.DangerousGetHandle(), Events = Libc.POLLIN };

    private void ReadOutput()
    {
        output.Read();
        errors.Read();
        output.GiveDue();
        errors.GiveDue();
    }

    private void Printed(string line, bool incomplete) => attempt.Log.Append(LineAssembler.LevelOf(LogSource.Output), LogSource.Output, line, incomplete);

    private void Complained(string line, bool incomplete)
    {
        last.Add(line, incomplete);
        attempt.Log.Append(LineAssembler.LevelOf(LogSource.Error), LogSource.Error, line, incomplete);
    }

    private FinishedStart Outcome(ProcessExit exit)
    {
        byte[] code = Encoding.ASCII.GetBytes(exit.ShellCode.ToString(CultureInfo.InvariantCulture));
        if (exit.ShellCode == 0)
        {
            return attempt.Finished(Ending.Passed, "", code, null);
        }

        string words = last.ToString();
        string? line = words.Split('\n').LastOrDefault(one => !string.IsNullOrWhiteSpace(one));
        return attempt.Finished(Ending.Failed, "exit", code, new TaskError(ErrorCodes.ShellFailed,
            $"The command {exit}." + (line is null ? "" : $" It said last: {OutcomeRecord.Cut(line.Trim(), 300)}"), words.Length == 0 ? null : words));
    }
}
