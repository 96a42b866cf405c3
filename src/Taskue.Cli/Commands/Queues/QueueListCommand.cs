using System.CommandLine;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Queues;

/// <summary><c>taskue queue list</c>.</summary>
internal static class QueueListCommand
{
    public static Command Build() => new ExampleCommand("list", "Lists the queues: what waits in each, since when, and who serves it.",
        "taskue queue list",
        "taskue queue list -A --sort -pending")
    {
        Everywhere.Option,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        TaskueClient taskue = await call.ConnectAsync();
        await Everywhere.ListAsync(call, taskue, QueueForm.Form, static one => one.ListQueuesAsync(), $"no queues in {call.Place(false)} yet: the first task makes one");
        return ExitCodes.Passed;
    }
}
