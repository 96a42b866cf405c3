namespace Taskue;

/// <content>Commands of the runner's machine.</content>
public partial record TaskSpec
{
    /// <summary>Makes a spec of a line or script for <c>/bin/sh</c>.</summary>
    /// <param name="script">What the shell gets behind its <c>-c</c>.</param>
    /// <returns>A spec, to vary by <c>with</c> and to enqueue. Its title is the first line.</returns>
    /// <exception cref="ArgumentException">It is empty, or holds the character U+0000.</exception>
    /// <remarks>
    /// <para>Only runners with <see cref="RunnerOptions.AllowShell"/> run it; others hold it for one of those. Exit code 0 passes, with the
    /// result 0; any other fails, and <see cref="TaskInfo.ExitCode"/> has it.</para>
    /// <para>What it prints is the task's log. Its standard input is empty. At the timeout its process group gets SIGTERM, and SIGKILL after the
    /// runner's <see cref="RunnerOptions.TimeoutGrace"/>; what it has left running at its end is ended too.</para>
    /// </remarks>
    public static TaskSpec<int> Shell(string script) => Shell(new ShellCommand(script));

    /// <summary>Makes a spec of a program with its arguments, without a shell.</summary>
    /// <param name="program">A path, or a name that is looked for in the runner's PATH.</param>
    /// <param name="arguments">Its arguments, each as the program gets it.</param>
    /// <inheritdoc cref="Shell(string)"/>
    public static TaskSpec<int> Shell(string program, IEnumerable<string> arguments) => Shell(new ShellCommand(program, arguments));

    /// <summary>Makes a spec of a command with its folder and environment.</summary>
    /// <param name="command">The command.</param>
    /// <inheritdoc cref="Shell(string)"/>
    public static TaskSpec<int> Shell(ShellCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return new TaskSpec<int>(new StoredCall(ShellCall.Method, ShellCall.Write(command))) { Title = ShellCall.TitleOf(command) };
    }
}
