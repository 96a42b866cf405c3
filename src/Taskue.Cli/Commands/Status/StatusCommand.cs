using System.CommandLine;
using Taskue.Cli.Commands.Watching;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Status;

/// <summary><c>taskue status</c>.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(500), MostInterval = TimeSpan.FromHours(1);

    private static readonly Option<bool> Live = new("--watch", "-w")
    {
        Description = "Again and again, until Ctrl-C: on a terminal one screen that changes where it changes, elsewhere a block or (-o jsonl) a line each time.",
    };

    private static readonly Option<TimeSpan?> Interval = new("--interval")
    {
        Description = "How long between two looks with -w: 500ms to 1h, 2s by default.", HelpName = "TIME", CustomParser = Durations.Parse,
    };

    private static readonly Form<NamespaceStatus> Form = new([],
        static status => status.Problems is [var worst, ..] ? worst.Kind.ToString().ToLowerInvariant() : "ok", StatusDocument.Of);

    public static Command Build() => new ExampleCommand("status", "One screen: is anything stuck, failing, falling behind? What to mend; queues, runners, last failures.",
        "taskue status",
        "taskue status -w --interval 5s")
    {
        Live, Interval,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call, CancellationToken stop)
    {
        TimeSpan interval = call.Value(Interval) ?? TimeSpan.FromSeconds(2);
        if (interval < LeastInterval || interval > MostInterval)
        {
            throw new UsageException($"--interval must be 500ms to 1h, but is {Words.Of(interval)}.");
        }

        bool live = call.Value(Live);
        if (!live && call.Value(Interval) is not null)
        {
            throw new UsageException("--interval says how often -w looks: give -w, too.");
        }

        if (live && call.Output.Form is OutputForm.Json or OutputForm.Yaml)
        {
            throw new UsageException("-w has no end, and json and yaml are one document: give -o jsonl, which is one a line.");
        }

        TaskueClient taskue = await call.ConnectAsync(stop);
        string place = $"{call.Settings.Namespace} on {call.Settings.Server()}";
        if (!live)
        {
            NamespaceStatus status = await taskue.GetStatusAsync(stop);
            call.Printer.One(Form, status, sheet => StatusSheet.Write(status, place, sheet));
            return ExitCodes.Passed;
        }

        await WatchAsync(call, taskue, place, interval, stop);
        return ExitCodes.Interrupted;
    }

    /// <summary>Looks until Ctrl-C. A server that is away for a while is told on the screen, and looked for again.</summary>
    private static async Task WatchAsync(Invocation call, TaskueClient taskue, string place, TimeSpan interval, CancellationToken stop)
    {
        using LiveLines? screen = Terminal.IsOutput && call.Output.IsText ? new LiveLines(call.Out) : null;
        using var timer = new PeriodicTimer(interval);
        IReadOnlyList<string> last = [];
        try
        {
            do
            {
                try
                {
                    NamespaceStatus status = await taskue.GetStatusAsync(stop);
                    if (call.Output.IsText)
                    {
                        last = StatusSheet.Lines(status, $"{place} at {ClockOf(status.Overview.At, call.Output.Utc)}", call.FreshLook());
                        Show(last);
                    }
                    else
                    {
                        call.Printer.One(Form, status, static _ => { });
                    }
                }
                catch (StoreException fault) when (fault.IsTransient)
                {
                    if (screen is not null)
                    {
                        screen.Show([call.Look.Painted($"Redis cannot be reached; what follows is from before: {Look.Safe(fault.Message)}", Tone.Bad), .. last]);
                    }
                    else
                    {
                        ErrorText.Print(call.Error, fault, call.IsVerbose);
                    }
                }

                await call.Out.FlushAsync(stop);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C is how it ends.
        }

        void Show(IReadOnlyList<string> lines)
        {
            if (screen is not null)
            {
                screen.Show(lines);
                return;
            }

            foreach (string line in lines)
            {
                call.Out.WriteLine(line);
            }

            call.Out.WriteLine();
        }
    }

    private static string ClockOf(DateTimeOffset at, bool utc) => utc
        ? at.UtcDateTime.ToString("HH:mm:ss 'UTC'", System.Globalization.CultureInfo.InvariantCulture)
        : at.ToLocalTime().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
}
