using System.Globalization;
using System.Reflection;

namespace Taskue;

/// <summary>How a child is started: the same program once more, with a hook that takes over before its <c>Main</c>.</summary>
/// <remarks>
/// The runtime calls <c>StartupHook.Initialize</c> of the assemblies that DOTNET_STARTUP_HOOKS names before it calls <c>Main</c>. So a
/// program needs no line of its own for its children, and nothing of it runs twice.
/// </remarks>
internal static class ChildProgram
{
    /// <summary>Asks a process to be a child: <c>id of the runner's process:hooks as they were before</c>.</summary>
    public const string Variable = "TASKUE_CHILD";

    public const string HooksVariable = "DOTNET_STARTUP_HOOKS";

    /// <summary>The numbers of its private descriptors: tasks come in, control comes in, all else goes out.</summary>
    public const int TasksIn = 3, ControlIn = 4, Out = 5;

    /// <exception cref="ChildException">This program cannot have children.</exception>
    public static ProcessStart Describe(ChildOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new ChildException("RunnerOptions.Isolation = Process needs Linux: elsewhere processes cannot be limited and ended with all that they start."
                + " Leave Isolation out, and tasks run in the runner's process.");
        }

        if (AppContext.TryGetSwitch("System.StartupHookProvider.IsSupported", out bool hooks) && !hooks)
        {
            throw new ChildException("This program was published without start-up hooks, by which its child processes begin."
                + " Set <StartupHookSupport>true</StartupHookSupport> in its project file.");
        }

        string program = Environment.ProcessPath ?? throw new ChildException("The file of this program is not known, so no child process can be started from it.");
        string[] arguments = Environment.GetCommandLineArgs();
        bool shared = string.Equals(Path.GetFileNameWithoutExtension(program), "dotnet", StringComparison.Ordinal);
        return new ProcessStart(program, shared ? arguments : arguments[1..])
        {
            Environment = ChildEnvironment(options),
            Folder = Environment.CurrentDirectory,
            Descriptors = [],
        };
    }

    private static Dictionary<string, string> ChildEnvironment(ChildOptions options)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry pair in Environment.GetEnvironmentVariables())
        {
            all[(string)pair.Key] = (string)pair.Value!;
        }

        string before = all.GetValueOrDefault(HooksVariable, "");
        Assembly taskue = typeof(ChildProgram).Assembly;
        string hook = taskue.Location.Length > 0 ? taskue.Location : taskue.GetName().Name!; // by name in a program of one file
        all[HooksVariable] = before.Length == 0 ? hook : before + Path.PathSeparator + hook;
        all[Variable] = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}:{before}");

        // One task at a time: no heap for each processor, no thread that collects beside it.
        all.TryAdd("DOTNET_gcServer", "0");
        all.TryAdd("DOTNET_gcConcurrent", "0");
        if (options.TaskMemoryLimit is { } limit)
        {
            all["DOTNET_GCHeapHardLimit"] = limit.ToString("X", CultureInfo.InvariantCulture);
        }

        return all;
    }
}
