using System.Text.Json;
using System.Text.Json.Serialization;

namespace Taskue;

/// <summary>A shell command as it is stored: the arguments of a method that is none.</summary>
internal static class ShellCall
{
    /// <summary>Stands where other tasks have a method, whose text always has a colon.</summary>
    public const string Method = "shell";

    private const int LongestTitle = 100;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, // a later release's setting is not to be ignored
    };

    public static byte[] Write(ShellCommand command) => JsonSerializer.SerializeToUtf8Bytes<Stored[]>(
        [
            new Stored(command.Command, command.Arguments, command.Arguments is null && command.Interpreter != "/bin/sh" ? command.Interpreter : null,
                command.WorkingFolder, command.Environment.Count == 0 ? null : new SortedDictionary<string, string>(command.Environment.ToDictionary(), StringComparer.Ordinal)),
        ], Options);

    /// <exception cref="ArgumentMismatchException">What is stored is no command of this release's.</exception>
    public static ShellCommand Read(ReadOnlySpan<byte> stored)
    {
        try
        {
            if (JsonSerializer.Deserialize<Stored[]>(stored, Options) is [{ Command: not null } one])
            {
                ShellCommand command = one.Arguments is null ? new ShellCommand(one.Command) : new ShellCommand(one.Command, one.Arguments);
                return command with
                {
                    Interpreter = one.Interpreter ?? command.Interpreter,
                    WorkingFolder = one.Folder,
                    Environment = one.Environment ?? command.Environment,
                };
            }
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            throw new ArgumentMismatchException($"The stored command cannot be read: {fault.Message}", fault);
        }

        throw new ArgumentMismatchException("What is stored is no command.");
    }

    /// <summary>The first line, for people.</summary>
    public static string TitleOf(ShellCommand command)
    {
        string all = command.Arguments is null ? command.Command.Trim() : string.Join(' ', command.Arguments.Prepend(command.Command));
        int end = all.AsSpan().IndexOfAny('\r', '\n');
        string line = string.Concat((end < 0 ? all : all[..end]).Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        int room = char.IsHighSurrogate(line.Length > LongestTitle ? line[LongestTitle - 2] : ' ') ? LongestTitle - 2 : LongestTitle - 1;
        return end < 0 && line.Length <= LongestTitle ? line : line.Length <= room ? line + "…" : line[..room] + "…";
    }

    private sealed record Stored(
        string Command, IReadOnlyList<string>? Arguments, string? Interpreter, string? Folder, IReadOnlyDictionary<string, string>? Environment);
}
