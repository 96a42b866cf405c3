using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Runners;

/// <summary><c>taskue runner</c>.</summary>
internal static class RunnerGroup
{
    public static Group Build() => new("runner", ["runners", "r"], "Runners: the processes that run tasks.",
        static () =>
        [
            RunnerListCommand.Build(),
            RunnerGetCommand.Build(),
            RunnerStartCommand.Build(),
            RunnerControlCommand.Pause(),
            RunnerControlCommand.Resume(),
            RunnerControlCommand.Drain(),
            RunnerControlCommand.Stop(),
        ],
        "taskue runner list", "taskue runner start -n worker-1 -q mail -q images --modules /srv/jobs");
}
