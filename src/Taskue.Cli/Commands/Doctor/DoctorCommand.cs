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
        catch (StoreException fault) when (fault.Code is ErrorCodes.StoreUnavailable or ErrorCodes.StoreRefused)
        {
            StoreCheck why = fault.Code == ErrorCodes.StoreRefused
                ? new StoreCheck("connection", CheckVerdict.Fail, fault.Message, "See which user and password are meant: taskue config show --origin.")
                : await Reach.CheckAsync(connection);
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
            call.Out.WriteLine($"{call.Look.Painted(verdict.PadRight(7), ToneOf(check.Verdict))}  {check.Name.PadRight(width)}  {Look.Safe(check.Finding)}");
            if (check.Remedy is { } remedy)
            {
                call.Out.WriteLine($"{new string(' ', width + 11)}{call.Look.Painted("remedy: " + Look.Safe(remedy), Tone.Strong)}");
            }
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
