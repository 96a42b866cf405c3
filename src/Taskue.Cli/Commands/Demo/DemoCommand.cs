using System.CommandLine;
using Spectre.Console;
using Taskue.Cli.Demo;
using Taskue.Cli.Demo.Views;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Demo;

/// <summary><c>taskue demo</c>: a workflow on real files, with nothing to set up.</summary>
internal static class DemoCommand
{
    private static readonly Argument<string?> Folder = new("FOLDER")
    {
        Description = "Whose files to count. Default: the sources of Taskue in a clone, else the working folder.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<int> Runners = new("--runners")
    {
        Description = "How many runner processes to start: 1 to 8.",
        HelpName = "N",
        DefaultValueFactory = static _ => 2,
    };

    private static readonly Option<string?> Report = new("--report")
    {
        Description = "Where to write the report, over what is there; a name that ends with .json gives JSON. Default: a Markdown file in a new temporary folder.",
        HelpName = "FILE",
    };

    public static Command Build()
    {
        var command = new ExampleCommand("demo",
            "Counts the files of a folder with a workflow of three stages, on a server in memory and runners that are started for it and ended with it.",
            "taskue demo",
            "taskue demo ~/documents --runners 4 --report counts.md")
        {
            Folder, Runners, Report,
        };
        return command.Runs(RunAsync);
    }

    private static async Task<int> RunAsync(Invocation call)
    {
        int runners = call.Value(Runners);
        if (runners is < 1 or > 8)
        {
            throw new UsageException($"--runners must be 1 to 8, but is {runners}.");
        }

        DemoFiles files = DemoFiles.Find(call.Value(Folder));
        using var report = ReportFile.At(call.Value(Report));
        using var signals = new StopSignals();
        using CancellationTokenRegistration hurry = signals.Hurry.Register(static () => Environment.Exit(ExitCodes.Interrupted));
        IDemoView view = ViewFor(call.Output);
        view.Begin(files, runners);
        DemoEnd end = await view.ShowAsync(new DemoRun(files, report.Path, runners, signals.Stop).RunAsync);
        view.End(end);
        return end.Passed ? ExitCodes.Passed : ExitCodes.NotPassed;
    }

    private static IDemoView ViewFor(OutputSettings output)
    {
        if (output.Form is not (OutputForm.Table or OutputForm.Json))
        {
            throw new UsageException($"The demo is shown as it runs, or with -o json as one document; it knows no -o {output.Form.ToString().ToLowerInvariant()}.");
        }

        if (output.Form == OutputForm.Json)
        {
            return new JsonView(Console.Out);
        }

        return Terminal.IsOutput ? Live(output) : new PlainView(Console.Out);
    }

    // Apart, so that the library for it is loaded only where it draws.
    private static LiveView Live(OutputSettings output)
    {
        var settings = new AnsiConsoleSettings();
        if (!output.Color)
        {
            settings.ColorSystem = ColorSystemSupport.NoColors;
        }

        return new LiveView(AnsiConsole.Create(settings));
    }
}
