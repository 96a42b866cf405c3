using System.Text.Json;
using Taskue.Cli.Output;

namespace Taskue.Cli.Documents;

/// <summary>A runner as JSON.</summary>
internal sealed record RunnerDocument(
    string Name, string State, bool Paused, int Running, int Concurrency, IReadOnlyList<string> Queues, string Host, int ProcessId, string TaskueVersion,
    DateTimeOffset StartedAt, DateTimeOffset? EndedAt, DateTimeOffset? HeartbeatExpiresAt, int Rescheduled, int Terminated,
    int StuckTasks, int OldModuleBuilds, IReadOnlyList<string> ModuleFaults, IReadOnlyList<string> Capabilities, IReadOnlyList<string> Runs,
    IReadOnlyList<RunnerTaskDocument> Tasks)
{
    public static JsonElement Of(RunnerInfo runner) => JsonSerializer.SerializeToElement(new RunnerDocument(
        runner.Name, Words.Of(runner.State), runner.Paused, runner.Running, runner.Concurrency, runner.Queues, runner.Host, runner.ProcessId, runner.Version,
        runner.StartedAt, runner.EndedAt, runner.HeartbeatExpiresAt, runner.Rescheduled, runner.Terminated,
        runner.StuckTasks, runner.OldModuleBuilds, runner.ModuleFaults, runner.Capabilities, runner.Runs,
        [.. runner.Tasks.Select(task => new RunnerTaskDocument(task.Id, task.Title, task.Queue, task.StartedAt))]), CliJson.Readable.RunnerDocument);
}

/// <summary>A task that a runner runs.</summary>
internal sealed record RunnerTaskDocument(string Id, string Title, string Queue, DateTimeOffset? StartedAt);
