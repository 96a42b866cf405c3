using Taskue.Store;

namespace Taskue.ProcessHost;

/// <summary>What only today's version has. The host of a released version (<c>tests/Released/Host/</c>) has its own of these.</summary>
internal static class Features
{
    public static bool Shells => true;

    public static void Set(RunnerOptions options, Settings settings)
    {
        options.AutoLoadModules = (settings.Find("modules") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        options.ModuleCheckInterval = settings.Time("look", options.ModuleCheckInterval);
        options.Isolation = settings.Find("isolation") == "process" ? TaskIsolation.Process : TaskIsolation.None;
        options.AllowShell = settings.Has("shell");
        options.ForwardConsole = settings.Find("forward") != "off";
    }

    public static void Set(TaskueOptions options, Settings settings)
    {
        if (settings.Find("scripts") is { } folder)
        {
            options.Scripts = new ScriptSet(name => Script.Compose(name, part => SourceIn(folder, part) ?? Script.Read(part)));
        }
    }

    public static TaskueRunner Runner(string redis, RunnerOptions options, TaskueOptions client, TimeProvider clock) => new(redis, options, client) { Clock = clock };

    public static TaskSpec Shell(string command) => TaskSpec.Shell(command);

    /// <summary>The source of a script or of a shared part, where the folder has another one than the assembly.</summary>
    private static string? SourceIn(string folder, string part)
    {
        string path = Path.Combine(folder, part + ".lua");
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }
}
