using System.CommandLine;
using System.Text.Json;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Commands.Config;

/// <summary><c>taskue config show</c>.</summary>
internal static class ConfigShowCommand
{
    private static readonly Option<bool> Origin = new("--origin") { Description = "Also what said so: an option, a variable, the context, the file, or the default." };

    private static readonly Column<Row>
        Key = new("key", static (row, _) => row.Key),
        Value = new("value", static (row, _) => row.Value is null ? new Cell("-", Tone.Quiet) : row.Value) { Gives = true },
        From = new("origin", static (row, _) => new Cell(row.Origin, row.Origin == "default" ? Tone.Quiet : Tone.Plain)) { IsWide = true };

    public static Command Build() => new ExampleCommand("show", "Shows the settings that hold here. Passwords are masked.",
        "taskue config show --origin",
        "taskue config show --context prod -o yaml")
    {
        Origin,
    }.Runs(Run);

    private static Task<int> Run(Invocation call)
    {
        ResolvedSettings settings = call.Settings;
        Row[] rows = [new("context", settings.Context, settings.ContextOrigin), .. settings.All.Select(one => new Row(one.Setting.Key, one.Shown, one.Origin))];
        var form = new Form<Row>([Key, Value, call.Value(Origin) ? From with { IsWide = false } : From], static row => row.Key, Json);
        call.Printer.List(form, rows);
        return Task.FromResult(ExitCodes.Passed);
    }

    private static JsonElement Json(Row row) =>
        JsonSerializer.SerializeToElement(new SettingDocument(row.Key, row.Value, row.Origin), CliJson.Readable.SettingDocument);

    private sealed record Row(string Key, string? Value, string Origin);
}
