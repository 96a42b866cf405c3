using System.CommandLine;
using StackExchange.Redis;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Doctor;

/// <summary><c>taskue doctor</c>.</summary>
internal static class DoctorCommand
{
    private static readonly Form<StoreReport> Form = new([], static report => ReportDocument.Word(report.Verdict), ReportDocument.Of);

    public static Command Build() => new ExampleCommand("doctor",
        "Checks Redis, this user's rights and the namespace: a verdict and a remedy each. Exit code 0: nothing failed; 1: something did; 5: Redis cannot be reached.",
        "taskue doctor",
        "taskue doctor -o json").Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        _ = call.Printer;
        ConfigurationOptions connection = call.Settings.Connection();
        connection.ConnectRetry = 1;
        try
        {
            StoreReport report = await call.Checked(() => TaskueClient.CheckAsync(connection, call.Settings.Options()));
            Print(call, report);
            return report.Verdict == CheckVerdict.Fail ? ExitCodes.NotPassed : ExitCodes.Passed;
        }
        catch (StoreException fault) when (fault.Code is ErrorCodes.StoreUnavailable or ErrorCodes.StoreRefused or ErrorCodes.StoreUnsuitable)
        {
            StoreCheck why = fault.Code == ErrorCodes.StoreUnavailable
                ? await Reach.CheckAsync(connection, call.Settings.Options().RedisTimeout)
                : new StoreCheck("connection", CheckVerdict.Fail, fault.Message, "See where server, database, user and password come from: taskue config show --origin.");
            Print(call, new StoreReport(call.Settings.Namespace, [why]));
            ErrorText.Print(call.Error, fault, call.IsVerbose);
            return ExitCodes.StoreUnreachable;
        }
    }

    private static void Print(Invocation call, StoreReport report)
    {
        if (!call.Output.IsText)
        {
            call.Printer.One(Form, report, static _ => { });
            return;
        }

        int width = report.Checks.Max(check => check.Name.Length);
        foreach (StoreCheck check in report.Checks)
        {
            string verdict = ReportDocument.Word(check.Verdict);
            string start = $"{call.Look.Painted(verdict.PadRight(7), ToneOf(check.Verdict))}  {check.Name.PadRight(width)}  ";
            Wrapped(call, start, width + 11, check.Finding, Tone.Plain);
            if (check.Remedy is { } remedy)
            {
                Wrapped(call, new string(' ', width + 11), width + 11, "remedy: " + remedy, Tone.Strong);
            }
        }
    }

    private static void Wrapped(Invocation call, string start, int indent, string text, Tone tone)
    {
        foreach (string line in TextWrap.Lines(Look.Safe(text), call.Output.Width - indent))
        {
            call.Out.WriteLine(start + call.Look.Painted(line, tone));
            start = new string(' ', indent);
        }
    }

    private static Tone ToneOf(CheckVerdict verdict) => verdict switch
    {
        CheckVerdict.Ok => Tone.Good,
        CheckVerdict.Warn => Tone.Warning,
        CheckVerdict.Fail => Tone.Bad,
        _ => Tone.Quiet,
    };
}
