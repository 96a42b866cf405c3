using System.Buffers;
using System.Globalization;
using System.Reflection;

namespace Taskue;

/// <summary>What a <see cref="TaskueTaskAttribute"/> says: a name and its version, shown as <c>images.resize@2</c> and stored as <c>@images.resize@2</c>.</summary>
/// <remarks>The text of a method (<see cref="MethodName"/>) has a colon and parentheses, this one has neither: no text is both.</remarks>
internal readonly record struct StableName(string Name, int Version)
{
    private const int MaxLength = 128;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>The stored text.</summary>
    public string Stored => "@" + ToString();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}@{Version}");

    /// <summary>Whether a stored text is a stable name and not a method's text, well written or not.</summary>
    public static bool IsOne(string stored) => stored.StartsWith('@') && !stored.Contains(':', StringComparison.Ordinal);

    public static bool TryParse(string stored, out StableName name)
    {
        name = default;
        int at = stored.LastIndexOf('@');
        if (!IsOne(stored) || at < 1
            || !int.TryParse(stored.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            || stored[at + 1] == '0')
        {
            return false;
        }

        name = new StableName(stored[1..at], version);
        return IsName(name.Name);
    }

    /// <summary>The stable name of a method, or none where it bears no attribute.</summary>
    /// <exception cref="ArgumentException">Its attribute says what cannot be.</exception>
    public static StableName? Of(MethodInfo method)
    {
        if (method.GetCustomAttribute<TaskueTaskAttribute>(inherit: false) is not { } mark)
        {
            return null;
        }

        return Fault(method, mark) is { } fault ? throw CallShape.Refuse(fault) : new StableName(mark.Name, mark.Version);
    }

    /// <summary>What is wrong with a method's attribute, if anything is.</summary>
    public static string? Fault(MethodInfo method, TaskueTaskAttribute mark)
    {
        if (method.IsGenericMethod || method.DeclaringType is { IsGenericType: true })
        {
            return $"[TaskueTask(\"{mark.Name}\")] stands on {CallShape.Name(method)}, which is generic: a name cannot hold its type arguments. "
                + "Take the attribute away, or put it on a method that is not generic and calls this one.";
        }

        if (!IsName(mark.Name))
        {
            return $"[TaskueTask(\"{Cut(mark.Name)}\")] on {CallShape.Name(method)} is not a task name: 1 to {MaxLength} characters, "
                + "parts of [A-Za-z0-9_-] with a dot between them, as images.resize.";
        }

        return mark.Version < 1
            ? string.Create(CultureInfo.InvariantCulture, $"[TaskueTask(\"{mark.Name}\", Version = {mark.Version})] on {CallShape.Name(method)}: versions begin at 1.")
            : null;
    }

    private static bool IsName(string? name) =>
        name is { Length: > 0 and <= MaxLength } && !name.AsSpan().ContainsAnyExcept(Characters)
        && name[0] != '.' && name[^1] != '.' && !name.Contains("..", StringComparison.Ordinal);

    private static string Cut(string? name) => name is { Length: > 80 } ? name[..80] + "…" : name ?? "";
}
