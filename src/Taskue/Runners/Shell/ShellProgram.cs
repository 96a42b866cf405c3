using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Taskue;

/// <summary>A command cannot be started on this machine.</summary>
internal sealed class ShellProgramException(string message) : Exception(message);

/// <summary>Finds the program of a command, and makes its environment.</summary>
internal static class ShellProgram
{
    /// <exception cref="ShellProgramException">There is no such folder or program.</exception>
    public static ProcessStart Find(ShellCommand command, TaskContext attempt)
    {
        string folder = Path.GetFullPath(command.WorkingFolder ?? ".");
        if (!Directory.Exists(folder))
        {
            throw new ShellProgramException(File.Exists(folder)
                ? $"The working folder '{folder}' is a file."
                : $"There is no folder '{folder}' on this runner's machine for the command to run in.");
        }

        Dictionary<string, string> environment = EnvironmentFor(command, attempt);
        string name = command.Arguments is null ? command.Interpreter : command.Command;
        string program = name.Contains('/', StringComparison.Ordinal)
            ? Path.Combine(folder, name)
            : Search(name, environment.GetValueOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"), folder)
                ?? throw new ShellProgramException($"There is no program '{name}' in the PATH of this runner's machine: {environment.GetValueOrDefault("PATH", "(not set)")}.");
        if (!IsExecutable(program))
        {
            throw new ShellProgramException(Directory.Exists(program) ? $"'{program}' is a folder, no program."
                : File.Exists(program) ? $"'{program}' is not executable (its mode lacks the x, or the file system is mounted without it)."
                : $"There is no program '{program}' on this runner's machine.");
        }

        return new ProcessStart(program, command.Arguments ?? ["-c", command.Command]) { Environment = environment, Folder = folder, Descriptors = [] };
    }

    public static string Explain(ProcessStart program, int error) => error == Libc.ENOEXEC
        ? $"'{program.Program}' is no program that this machine can run: a script needs a first line such as #!/bin/sh."
        : $"'{program.Program}' cannot be started: {Marshal.GetPInvokeErrorMessage(error)}.";

    private static Dictionary<string, string> EnvironmentFor(ShellCommand command, TaskContext attempt)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry pair in Environment.GetEnvironmentVariables())
        {
            // The runner's own settings, its password for Redis among them, are not the command's.
            if (!((string)pair.Key).StartsWith("TASKUE_", StringComparison.Ordinal))
            {
                all[(string)pair.Key] = (string)pair.Value!;
            }
        }

        foreach ((string name, string value) in command.Environment)
        {
            all[name] = value;
        }

        all["TASKUE_TASK_ID"] = attempt.TaskId;
        all["TASKUE_TITLE"] = attempt.Title;
        all["TASKUE_QUEUE"] = attempt.Queue;
        all["TASKUE_RUNNER"] = attempt.RunnerName;
        all["TASKUE_ATTEMPT"] = attempt.Attempt.ToString(CultureInfo.InvariantCulture);
        all["TASKUE_STARTS"] = attempt.Starts.ToString(CultureInfo.InvariantCulture);
        if (attempt.WorkflowId is { } workflow)
        {
            all["TASKUE_WORKFLOW_ID"] = workflow;
            all["TASKUE_STAGE"] = (attempt.Stage ?? 0).ToString(CultureInfo.InvariantCulture);
        }

        return all;
    }

    private static string? Search(string name, string path, string folder) => path.Split(':')
        .Select(one => Path.Combine(folder, one.Length == 0 ? "." : one, name)).FirstOrDefault(IsExecutable);

    private static bool IsExecutable(string file) =>
        File.Exists(file) && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None;
}
