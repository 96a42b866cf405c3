using System.CommandLine;
using Taskue.Cli.Output;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Parsing;

/// <summary>One call of a command: its options, the settings that hold, and where to print.</summary>
internal sealed class Invocation(ParseResult parsed)
{
    private ResolvedSettings? settings;
    private Printer? printer;

    public ParseResult Parsed => parsed;

    public TextWriter Out { get; } = Console.Out;

    public TextWriter Error { get; } = Console.Error;

    public bool IsVerbose => parsed.GetValue(GlobalOptions.Verbose);

    /// <summary>Nothing is to be asked.</summary>
    public bool IsYes => parsed.GetValue(GlobalOptions.Yes);

    public ResolvedSettings Settings => settings ??= ResolvedSettings.Of(parsed);

    public OutputSettings Output => Printer.Look.Settings;

    public Look Look => Printer.Look;

    /// <summary>The same at this moment, for what is shown again and again: how long ago things are, and how wide the window is.</summary>
    public Look FreshLook() => new(Output with { Width = Terminal.Width }, TimeProvider.System);

    public Printer Printer => printer ??= new Printer(Out, Error, new Look(OutputSettings.Of(parsed), TimeProvider.System));

    public T Value<T>(Option<T> option) => parsed.GetValue(option)!;

    public T Value<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    /// <summary>Connects to where the settings say. Wrong output options are told before.</summary>
    /// <remarks>Nobody closes the connection: the process ends with the command, and closing it well would take a tenth of the command's time.</remarks>
    public async Task<TaskueClient> ConnectAsync(CancellationToken cancellationToken = default)
    {
        _ = Printer;
        if (IsVerbose)
        {
            await Error.WriteLineAsync($"working in {Settings.Place()}");
        }

        StackExchange.Redis.ConfigurationOptions connection = Settings.Connection();
        connection.ConnectRetry = 1; // whoever waits at a terminal wants to know
        try
        {
            return await TaskueClient.ConnectAsync(connection, Settings.Options(), cancellationToken);
        }
        catch (ArgumentException fault)
        {
            throw UsageException.Of(fault, Settings.Origins);
        }
    }

    /// <summary>Runs a call whose arguments are the user's words: what is wrong with them is wrong usage.</summary>
    public async Task<T> Checked<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (ArgumentException fault)
        {
            throw UsageException.Of(fault, Settings.Origins);
        }
    }

    /// <summary>Where was looked, for a list that is empty.</summary>
    public string Place(bool filtered) => $"namespace {Settings.Namespace}{(filtered ? " fit" : "")}";

    /// <summary>What to do next, for a person.</summary>
    public void Hint(string text)
    {
        if (Terminal.IsError && Output.IsText)
        {
            Error.WriteLine($"next: {text}");
        }
    }
}

internal static class CommandActions
{
    /// <summary>What the command does.</summary>
    public static Command Runs(this Command command, Func<Invocation, Task<int>> run)
    {
        command.SetAction((parsed, _) => run(new Invocation(parsed)));
        return command;
    }

    /// <summary>What the command does, until Ctrl-C.</summary>
    public static Command Runs(this Command command, Func<Invocation, CancellationToken, Task<int>> run)
    {
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            return await run(new Invocation(parsed), signals.Stop);
        });
        return command;
    }
}
