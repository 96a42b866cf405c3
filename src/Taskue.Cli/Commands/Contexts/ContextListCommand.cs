using System.CommandLine;
using System.Text.Json;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Commands.Contexts;

/// <summary><c>taskue context list</c>.</summary>
internal static class ContextListCommand
{
    private static readonly Form<ContextDocument> Form = new(
        [
            new("current", static (one, _) => one.Current ? new Cell("*", Tone.Good) : ""),
            new("name", static (one, _) => new Cell(one.Name, Tone.Strong)),
            new("server", static (one, _) => one.Server) { Gives = true },
            new("namespace", static (one, _) => one.Namespace),
            new("protected", static (one, _) => one.Protected ? new Cell("yes", Tone.Warning) : new Cell("no", Tone.Quiet)),
        ],
        static one => one.Name,
        static one => JsonSerializer.SerializeToElement(one, CliJson.Readable.ContextDocument));

    public static Command Build() => new ExampleCommand("list", "Lists the contexts of the settings file.",
        "taskue context list",
        "taskue context list -o name").Runs(Run);

    private static Task<int> Run(Invocation call)
    {
        SettingsText file = SettingsFile.Read(call.Error.WriteLine);
        string? current = ResolvedSettings.ContextName(call.Parsed, file);
        ContextDocument[] all = [.. file.Contexts.Keys.Select(name =>
        {
            ResolvedSettings settings = ResolvedSettings.OfFile(file, name);
            return new ContextDocument(name, name == current, settings.Server(), settings.Namespace, settings.IsProtected);
        })];
        call.Printer.List(Form, all, none: $"{file.Path} has no contexts; make one: taskue context add NAME redis_host=HOST");
        return Task.FromResult(ExitCodes.Passed);
    }
}
