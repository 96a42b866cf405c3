using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Taskue;

/// <summary>A command for <see cref="TaskSpec.Shell(ShellCommand)"/>: a line or script for a shell, or a program with its arguments.</summary>
/// <remarks>Immutable; use <c>with</c> to vary it. It is stored as it is, so it is no place for secrets. It means the runner's machine: nothing is copied there.</remarks>
public sealed record ShellCommand
{
    /// <summary>A line, or a whole script, for the <see cref="Interpreter"/>.</summary>
    /// <param name="script">What the interpreter gets behind its <c>-c</c>.</param>
    /// <exception cref="ArgumentException">It is empty, or holds the character U+0000.</exception>
    public ShellCommand(string script)
    {
        Command = Checked(script, nameof(script));
    }

    /// <summary>A program with its arguments, without a shell: nothing is expanded or quoted.</summary>
    /// <param name="program">A path, or a name that is looked for in the PATH of the command's environment.</param>
    /// <param name="arguments">Its arguments, each as the program gets it.</param>
    /// <exception cref="ArgumentException">The program is empty, or a text holds the character U+0000.</exception>
    public ShellCommand(string program, IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        Command = Checked(program, nameof(program));
        Arguments = [.. arguments.Select(one => NoNull(one ?? throw new ArgumentException("An argument is null.", nameof(arguments)), nameof(arguments)))];
    }

    /// <summary>The script, or the program.</summary>
    public string Command { get; }

    /// <summary>The program's arguments.</summary>
    /// <value><see langword="null"/> for a script.</value>
    public IReadOnlyList<string>? Arguments { get; }

    /// <summary>What runs a script: a path, or a name that is looked for in the PATH.</summary>
    /// <value>Default: <c>/bin/sh</c>. A program with arguments has none.</value>
    public string Interpreter
    {
        get;
        init => field = Checked(value, nameof(Interpreter));
    } = "/bin/sh";

    /// <summary>The folder to run in, on the runner's machine; a relative one begins at the runner's own.</summary>
    /// <value>Default: <see langword="null"/>, the runner's own.</value>
    public string? WorkingFolder
    {
        get;
        init => field = value is null ? null : Checked(value, nameof(WorkingFolder));
    }

    /// <summary>Variables that are added to the runner's, or replace them.</summary>
    /// <value>Names without <c>=</c>, not beginning with <c>TASKUE_</c>. Default: none.</value>
    public IReadOnlyDictionary<string, string> Environment
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach ((string name, string text) in value)
            {
                NoNull(text ?? throw new ArgumentException($"The variable '{name}' is null. Leave it out, or give it an empty text.", nameof(Environment)), nameof(Environment));
                if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal))
                {
                    throw new ArgumentException($"'{name}' is no name of a variable: it must not be empty and holds no '='.", nameof(Environment));
                }

                if (name.StartsWith("TASKUE_", StringComparison.Ordinal))
                {
                    throw new ArgumentException($"The variable '{name}' is the runner's to set: names that begin with TASKUE_ are taken.", nameof(Environment));
                }
            }

            field = value.ToFrozenDictionary(StringComparer.Ordinal);
        }
    } = FrozenDictionary<string, string>.Empty;

    /// <summary>Compares what is stored.</summary>
    /// <param name="other">The other command.</param>
    /// <returns>Whether both would be stored alike.</returns>
    public bool Equals(ShellCommand? other) => other is not null && ShellCall.Write(this).AsSpan().SequenceEqual(ShellCall.Write(other));

    /// <inheritdoc/>
    public override int GetHashCode() => Command.GetHashCode(StringComparison.Ordinal);

    // What stands in the environment may be meant for the command alone.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(ShellCall.TitleOf(this));
        return true;
    }

    private static string Checked(string text, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, parameter);
        return NoNull(text, parameter);
    }

    private static string NoNull(string text, string parameter) => text.Contains('\0', StringComparison.Ordinal)
        ? throw new ArgumentException("It holds the character U+0000, which no program can be given.", parameter)
        : text;
}
