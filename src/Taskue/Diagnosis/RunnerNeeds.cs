namespace Taskue;

/// <summary>What <c>taskue runner start</c> must be given so that its runner can run certain tasks.</summary>
/// <param name="Shell">Whether it must be allowed to run commands.</param>
/// <param name="Builds">What the builds in its module folders must have, one a folder: the name of a project, or of a task.</param>
/// <param name="Patterns">What its allow-list must say besides.</param>
internal sealed record RunnerNeeds(bool Shell, IReadOnlyList<string> Builds, IReadOnlyList<string> Patterns)
{
    /// <summary>The command line's own assembly, whose tasks (those of the demo) its runners may run if they are allowed to.</summary>
    private const string CommandLine = "Taskue.Cli";

    /// <summary>What the tasks with these stored methods need.</summary>
    public static RunnerNeeds Of(IEnumerable<string> methods)
    {
        string[] all = [.. methods.Where(method => method.Length > 0).Distinct(StringComparer.Ordinal)];
        string[] builds = [.. all.Where(method => method != ShellCall.Method).Select(BuildOf)
            .Where(build => !FrameworkCode.Contains(build)).Distinct(StringComparer.Ordinal)];
        return new RunnerNeeds(all.Contains(ShellCall.Method, StringComparer.Ordinal),
            [.. builds.Where(build => build != CommandLine)], [.. builds.Where(build => build == CommandLine)]);
    }

    /// <summary>What a runner had, by what it announced.</summary>
    public static RunnerNeeds Of(RunnerInfo runner)
    {
        RunnerAnnouncement said = runner.Announced;
        string[] assemblies = [.. said.Assemblies.Where(assembly => assembly != CommandLine)];
        bool shell = runner.Capabilities.Contains(RunnerAnnouncement.Shell, StringComparer.Ordinal);
        string[] builds = assemblies.Length > 0 ? assemblies : said.Names.Count > 0 ? [said.Names[0]] : shell ? [] : ["its tasks"];
        return new RunnerNeeds(shell, builds, said.Patterns);
    }

    /// <summary>The same in words: <c>--allow-shell</c>, <c>a build of MyApp.Jobs</c>.</summary>
    public string Text => string.Join(" and ", (IEnumerable<string>)
        [.. Shell ? ["--allow-shell"] : (string[])[], .. Patterns.Select(pattern => $"--allow '{pattern}'"), .. Builds.Select(build => "a build of " + build)]);

    private static string BuildOf(string method) => StableName.IsOne(method) ? method[1..]
        : MethodNameParser.TryParse(method, out ParsedMethod? parsed, out _) ? parsed.Assembly : method;
}
