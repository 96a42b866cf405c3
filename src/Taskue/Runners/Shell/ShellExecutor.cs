using System.Runtime.InteropServices;
using Taskue.Store;

namespace Taskue;

/// <summary>Runs commands of this machine, each in a session of its own.</summary>
internal sealed class ShellExecutor(TaskHost host) : IExecutor
{
    /// <remarks>Blocks its thread until the command has ended.</remarks>
    public ValueTask<FinishedStart> RunAsync(RunningTask attempt, SpecRecord spec, ReadOnlyMemory<byte> arguments) => ValueTask.FromResult(
        host.Options.AllowShell
            ? Run(attempt, arguments)
            : attempt.Held(ShellCall.Method, "this runner runs no shell tasks: RunnerOptions.AllowShell, or --allow-shell, is off"));

    private FinishedStart Run(RunningTask attempt, ReadOnlyMemory<byte> arguments)
    {
        ProcessStart program;
        try
        {
            program = ShellProgram.Find(ShellCall.Read(arguments.Span), attempt);
        }
        catch (ArgumentMismatchException fault)
        {
            return attempt.Finished(Ending.Errored, "arguments", default, new TaskError(ErrorCodes.ArgumentMismatch, fault.Message, null));
        }
        catch (ShellProgramException fault)
        {
            return attempt.Finished(Ending.Errored, "shell", default, new TaskError(ErrorCodes.ShellUnusable, fault.Message, null));
        }

        using Pipe output = new(readWithoutWaiting: true), errors = new(readWithoutWaiting: true);
        (StartedProcess? process, int error) = StartedProcess.Start(program with { Descriptors = [(output.Writing, 1), (errors.Writing, 2)] });
        output.Writing.Dispose();
        errors.Writing.Dispose();
        if (process is null)
        {
            string fault = ShellProgram.Explain(program, error);
            return error is Libc.ENOENT or Libc.EACCES or Libc.ENOEXEC
                ? attempt.Finished(Ending.Errored, "shell", default, new TaskError(ErrorCodes.ShellUnusable, fault, null))
                : attempt.Finished(Ending.Failed, "", default, new TaskError(ErrorCodes.ShellUnusable, fault, null)); // the machine may have room later
        }

        Limit(process);
        using var command = new ShellProcess(process, attempt, output.Reading, errors.Reading);
        attempt.Attach(command);
        return command.Run();
    }

    private void Limit(StartedProcess process)
    {
        if (host.Options.Children.TaskMemoryLimit is { } bytes)
        {
            process.Limit(Libc.RLIMIT_DATA, (ulong)bytes);
        }

        if (host.Options.Children.TaskProcessorTime is { } time)
        {
            process.Limit(Libc.RLIMIT_CPU, (ulong)Math.Ceiling(time.TotalSeconds), beyond: 1);
        }
    }
}
