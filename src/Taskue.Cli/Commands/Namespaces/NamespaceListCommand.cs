using System.CommandLine;
using System.Text.Json;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Namespaces;

/// <summary><c>taskue namespace list</c>.</summary>
internal static class NamespaceListCommand
{
    private static readonly Form<NamedNamespaceDocument> Form = new(
        [
            new("current", static (one, _) => one.Current ? new Cell("*", Tone.Good) : ""),
            new("name", static (one, _) => one.Name),
        ],
        static one => one.Name,
        static one => JsonSerializer.SerializeToElement(one, CliJson.Readable.NamedNamespaceDocument));

    public static Command Build() => new ExampleCommand("list", "Lists the namespaces of this Redis, under this key prefix.",
        "taskue namespace list",
        "taskue namespace list -o name").Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        TaskueClient taskue = await call.ConnectAsync();
        IReadOnlyList<string> names = await taskue.ListNamespacesAsync();
        call.Printer.List(Form, [.. names.Select(name => new NamedNamespaceDocument(name, name == taskue.Namespace))], none: "no namespaces yet: the first task makes one");
        return ExitCodes.Passed;
    }
}
