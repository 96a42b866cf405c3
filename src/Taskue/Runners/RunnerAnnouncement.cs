using System.Globalization;
using System.Text;

namespace Taskue;

/// <summary>What a runner says that it can run: a text of lines, each a word and what it is about. Readers skip words that they do not know.</summary>
/// <remarks><code>
/// name images.resize@2      a stable name
/// all MyApp.Jobs            an assembly all of whose methods are allowed
/// fit MyApp*:*.Resize       a pattern of the allow-list
/// can shell                 something else than methods
/// wait TASK ID             a task of it that waits for another task or workflow to end
/// stuck 3                   bodies that ignored their timeout and still run
/// old 2                     replaced builds of modules that are still in memory
/// bad /srv/jobs/a: why      a module that cannot be used
/// more 120                  so many lines did not go in
/// </code></remarks>
internal sealed record RunnerAnnouncement
{
    /// <summary>How much of it is stored, in bytes of UTF-8.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>The capability to run commands.</summary>
    public const string Shell = "shell";

    private const int MaxLine = 600;
    private const int Reserve = 32; // for the lines that come behind the others

    public static RunnerAnnouncement None { get; } = new() { More = true };

    public IReadOnlyList<string> Names { get; init; } = [];

    public IReadOnlyList<string> Assemblies { get; init; } = [];

    public IReadOnlyList<string> Patterns { get; init; } = [];

    public IReadOnlyList<string> Capabilities { get; init; } = [];

    public int StuckTasks { get; init; }

    /// <summary>Tasks that wait for others, and for which.</summary>
    public IReadOnlyList<(string Task, string For)> Waits { get; init; } = [];

    public int OldModuleBuilds { get; init; }

    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Whether there is more than is said here.</summary>
    public bool More { get; init; }

    public IReadOnlyList<string> Runs => [.. Names, .. Assemblies.Select(name => name + ":*"), .. Patterns];

    public string Write()
    {
        var text = new StringBuilder();
        int bytes = 0, more = 0;
        foreach (string line in Lines())
        {
            string one = Plain(line.Length <= MaxLine ? line : line[..MaxLine] + "…");
            int size = Encoding.UTF8.GetByteCount(one) + 1;
            if (bytes + size > MaxBytes - Reserve)
            {
                more++;
                continue;
            }

            bytes += size;
            text.Append(one).Append('\n');
        }

        return more == 0 ? text.ToString() : text.Append(CultureInfo.InvariantCulture, $"more {more}\n").ToString();
    }

    /// <summary>A written announcement, with what changes while nothing else does.</summary>
    public static string With(string text, int stuck, IReadOnlyList<(string Task, string For)> waits)
    {
        string ended = stuck == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}stuck {stuck}\n");
        return waits.Count == 0 ? ended : ended + string.Concat(waits.Select(one => $"wait {one.Task} {one.For}\n"));
    }

    public static RunnerAnnouncement Read(string text)
    {
        if (text.Length == 0)
        {
            return None;
        }

        ILookup<string, string> lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2))
            .Where(parts => parts.Length == 2).ToLookup(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        return new RunnerAnnouncement
        {
            Names = [.. lines["name"]],
            Assemblies = [.. lines["all"]],
            Patterns = [.. lines["fit"]],
            Capabilities = [.. lines["can"]],
            StuckTasks = Number(lines["stuck"]),
            Waits = [.. lines["wait"].Select(line => line.Split(' ', 2)).Where(parts => parts.Length == 2).Select(parts => (parts[0], parts[1]))],
            OldModuleBuilds = Number(lines["old"]),
            Faults = [.. lines["bad"]],
            More = lines.Contains("more"),
        };
    }

    public bool? CanRun(string stored)
    {
        if (ReferenceEquals(this, None))
        {
            return null;
        }

        if (stored == ShellCall.Method)
        {
            return Capabilities.Contains(Shell, StringComparer.Ordinal);
        }

        if (StableName.TryParse(stored, out StableName name))
        {
            return Names.Contains(name.ToString(), StringComparer.Ordinal) ? true : More ? null : false;
        }

        if (!MethodNameParser.TryParse(stored, out ParsedMethod? method, out _) || FrameworkCode.Contains(method.Assembly))
        {
            return false;
        }

        string member = $"{method.Type.Key}.{method.Name}";
        bool may = More || Assemblies.Contains(method.Assembly, StringComparer.Ordinal)
            || Patterns.Select(AllowPattern.Parse).Any(pattern => pattern.FitsAssembly(method.Assembly) && pattern.FitsMember(member));
        return may ? null : false;
    }

    // What there are few of goes first: it is not what is cut.
    private IEnumerable<string> Lines() =>
    [
        string.Create(CultureInfo.InvariantCulture, $"old {OldModuleBuilds}"),
        .. Capabilities.Select(word => "can " + word),
        .. Assemblies.Select(name => "all " + name),
        .. Patterns.Select(pattern => "fit " + pattern),
        .. Faults.Take(10).Select(fault => "bad " + fault),
        .. Names.Select(name => "name " + name),
    ];

    private static int Number(IEnumerable<string> values) =>
        int.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private static string Plain(string line) => line.ReplaceLineEndings(" ");
}
