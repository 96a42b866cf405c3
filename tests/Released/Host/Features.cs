namespace Taskue.ProcessHost;

/// <summary>What the released version does not have.</summary>
internal static class Features
{
    public static bool Shells => false;

    public static void Set(RunnerOptions options, Settings settings) => _ = (options, settings);

    public static void Set(TaskueOptions options, Settings settings) => _ = (options, settings);

    public static TaskueRunner Runner(string redis, RunnerOptions options, TaskueOptions client, TimeProvider clock)
    {
        _ = clock;
        return new TaskueRunner(redis, options, client);
    }

    public static TaskSpec Shell(string command) => throw new NotSupportedException($"The released version runs no shell: {command}");
}
