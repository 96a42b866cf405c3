namespace Taskue.ProcessHost;

/// <summary>What only today's version has. The host of a released version (<c>tests/Released/Host/</c>) has its own of these.</summary>
internal static class Features
{
    public static bool Shells => true;

    public static void Set(RunnerOptions options, Settings settings)
    {
        options.AutoLoadModules = (settings.Find("modules") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        options.Isolation = settings.Find("isolation") == "process" ? TaskIsolation.Process : TaskIsolation.None;
        options.AllowShell = settings.Has("shell");
        options.ForwardConsole = settings.Find("forward") != "off";
    }

    public static TaskueRunner Runner(string redis, RunnerOptions options, TaskueOptions client, TimeProvider clock) => new(redis, options, client) { Clock = clock };

    public static TaskSpec Shell(string command) => TaskSpec.Shell(command);
}
