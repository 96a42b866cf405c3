using System.CommandLine;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Namespaces;

/// <summary><c>taskue namespace get</c>.</summary>
internal static class NamespaceGetCommand
{
    private static readonly Argument<string?> Name = NamespaceArgument.Create("The namespace. Default: the one that commands work in.", ArgumentArity.ZeroOrOne);

    private static readonly Form<NamespaceOverview> Form = new([], static overview => overview.Namespace, NamespaceDocument.Of);

    private static readonly Column<QueueInfo>[] Queues =
    [
        new("queue", static (queue, _) => queue.Name) { Gives = true },
        new("pending", static (queue, _) => Words.Of(queue.Pending)) { IsRight = true },
        new("held", static (queue, _) => queue.Held == 0 ? "" : new Cell(Words.Of(queue.Held), Tone.Warning)) { IsRight = true },
        new("waiting runners", static (queue, _) => Words.Of((long)queue.ParkedRunners)) { IsRight = true },
    ];

    public static Command Build() => new ExampleCommand("get", "Shows a namespace: tasks and workflows by state, queues, runners.",
        "taskue namespace get",
        "taskue namespace get shop --json")
    {
        Name,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        TaskueClient taskue = await call.ConnectAsync();
        NamespaceOverview overview;
        if (call.Value(Name) is { } name)
        {
            await using TaskueClient named = taskue.WithNamespace(await NamespaceArgument.KnownAsync(taskue, name));
            overview = await named.GetOverviewAsync();
        }
        else
        {
            overview = await taskue.GetOverviewAsync();
        }

        call.Printer.One(Form, overview, sheet => Write(overview, sheet));
        return ExitCodes.Passed;
    }

    private static void Write(NamespaceOverview overview, Sheet sheet)
    {
        sheet.Add("Namespace", new(overview.Namespace, Tone.Strong))
            .Add("Tasks", Counted(Enum.GetValues<TaskState>().Select(state => (Words.Of(state), overview.Tasks[state])), overview.Tasks.Total))
            .Add("Workflows", Counted(Enum.GetValues<WorkflowState>().Select(state => (Words.Of(state), WorkflowCount.Of(overview.Workflows, state))), overview.Workflows.Total))
            .Add("Runners", overview.LivingRunners == 0 ? new Cell("none alive", Tone.Warning) : $"{Words.Of((long)overview.LivingRunners)} alive")
            .Add("Refused", overview.RefusedResults == 0 ? "" : $"{Words.Of(overview.RefusedResults)} results came too late");
        if (overview.Queues.Count > 0)
        {
            sheet.Heading("Queues").Rows(Queues, overview.Queues);
        }
    }

    private static string Counted(IEnumerable<(string State, long Count)> counts, long total)
    {
        string parts = string.Join(", ", counts.Where(one => one.Count > 0).Select(one => $"{Words.Of(one.Count)} {one.State}"));
        return parts.Length == 0 ? "none" : $"{Words.Of(total)}: {parts}";
    }
}
