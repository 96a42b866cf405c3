using System.CommandLine;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Namespaces;

/// <summary><c>taskue namespace delete</c>.</summary>
internal static class NamespaceDeleteCommand
{
    private static readonly Argument<string?> Name = NamespaceArgument.Create("The namespace.", ArgumentArity.ExactlyOne);

    private static readonly Option<bool> Force = new("--force") { Description = "Stop its living runners first. Without it they, or running tasks, refuse the call." };

    public static Command Build() => new ExampleCommand("delete", "Deletes a namespace with every task, workflow and result in it.",
        "taskue namespace delete old-tests",
        "taskue namespace delete old-tests --force --yes")
    {
        Name, Force, Consent.Confirm,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call, CancellationToken stop)
    {
        TaskueClient taskue = await call.ConnectAsync(stop);
        string name = await NamespaceArgument.KnownAsync(taskue, call.Value(Name)!);
        await using TaskueClient named = taskue.WithNamespace(name);
        NamespaceOverview overview = await named.GetOverviewAsync(stop);
        Consent.Announce(call, $"deleting everything, {Words.Of(overview.Tasks.Total, "task")} and {Words.Of(overview.Workflows.Total, "workflow")},", name);
        Consent.AskForName(call, $"Namespace '{name}' will be gone with everything in it.", name);
        await taskue.DeleteNamespaceAsync(name, call.Value(Force), stop);
        await call.Error.WriteLineAsync($"deleted namespace {name}");
        return ExitCodes.Passed;
    }
}
