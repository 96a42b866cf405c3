using System.Globalization;
using System.Text;

namespace Taskue;

/// <summary>What to type when something needs attention. All advice is made here, and a test follows each of it and sees that it helps.</summary>
/// <remarks>A command ends at the end of the text, at a semicolon, or where a parenthesis explains what stands in capitals in it.</remarks>
internal static class Advice
{
    /// <summary>The most folders that one command line names.</summary>
    private const int MostFolders = 3;

    public const string ListRunners = "See which runner serves which queue: taskue runner list";

    public const string ListNamespaces = "Look in the other namespaces: taskue namespace list";

    public const string ListTasks = "See what was enqueued last: taskue task list";

    public const string CheckStore = "Check the store: taskue doctor";

    public const string SeeAll = "See the others: taskue status";

    public const string StartAny = "Start your program's runner, or: taskue runner start -n NAME --modules FOLDER (FOLDER: a build of your tasks)";

    public const string CheckIfLate = "If that takes more than 10 s, check the store: taskue doctor";

    public const string EnqueueAgain = "If the program that enqueued it has died, enqueue it again under the same id";

    /// <summary>A runner that takes the tasks of a queue and can run them.</summary>
    public static string StartRunner(string queue, RunnerNeeds needs, string say = "Start one") =>
        $"{say}: taskue runner start -n NAME{Serving([queue])}{Options(needs)}{Explained(needs)}";

    /// <summary>The same runner again, with all that it had.</summary>
    public static string RestartRunner(RunnerInfo runner)
    {
        RunnerNeeds needs = RunnerNeeds.Of(runner);
        string slots = runner.Concurrency == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" --concurrency {runner.Concurrency}");
        return $"Start it again on {runner.Host}, as it was started, or: taskue runner start -n {runner.Name}"
            + $"{Serving(runner.Queues)}{slots}{Options(needs)}{Explained(needs)}";
    }

    public static string Resume(RunnerInfo runner) => $"Let it continue: taskue runner resume {runner.Name}";

    /// <summary>A runner whose bodies do not end is replaced.</summary>
    public static string Drain(RunnerInfo runner) => $"Replace it: start another runner, then: taskue runner drain {runner.Name}";

    public static string LookAtRunner(string name) => $"Look at the runner: taskue runner get {name}";

    public static string LookAtProcess(RunnerInfo runner) =>
        string.Create(CultureInfo.InvariantCulture, $"Check that process {runner.ProcessId} on {runner.Host} runs and reaches Redis");

    public static string MendModule(RunnerInfo runner) =>
        $"Put a whole build there: the runner takes it within seconds. See what it cannot use: taskue runner get {runner.Name}";

    public static string Explain(string word) => $"What {word} means: taskue explain {word}";

    public static string ReadLog(string task) => $"Read what it wrote: taskue task logs {task}";

    public static string ReadError(string task) => $"Read the whole error and its earlier attempts: taskue task get {task}";

    public static string ListFailed(string workflow) => $"See what failed: taskue task list --workflow {workflow} --state failed,errored,timedout,terminated";

    public static string ListRunning(string queue) => $"See what they run: taskue task list --state running --queue {queue}";

    public static string ListPending(string queue) => $"See which: taskue task list --state pending --queue {queue}";

    public static string Watch(string workflow) => $"Follow it: taskue workflow watch {workflow}";

    public static string Why(string id) => $"Why that has not ended: taskue why {id}";

    private static string Serving(IReadOnlyList<string> queues) => string.Concat(queues.Select(queue => " -q " + queue))
        + (queues.Contains(Names.DefaultQueue, StringComparer.Ordinal) ? "" : " --no-untagged");

    private static string Options(RunnerNeeds needs)
    {
        var options = new StringBuilder();
        options.Append(needs.Shell ? " --allow-shell" : "");
        foreach (string _ in needs.Builds.Take(MostFolders))
        {
            options.Append(" --modules FOLDER");
        }

        foreach (string pattern in needs.Patterns)
        {
            options.Append(CultureInfo.InvariantCulture, $" --allow '{pattern}'");
        }

        return options.ToString();
    }

    private static string Explained(RunnerNeeds needs) => needs.Builds.Count == 0 ? ""
        : needs.Builds.Count == 1 ? $" (FOLDER: a build of {needs.Builds[0]})"
        : $" (a FOLDER for each build: {Words.Names(needs.Builds, needs.Builds.Count, MostFolders)})";
}
