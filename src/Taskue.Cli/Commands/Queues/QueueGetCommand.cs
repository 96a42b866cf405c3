using System.CommandLine;
using Taskue.Cli.Commands.Runners;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Queues;

/// <summary><c>taskue queue get</c>.</summary>
internal static class QueueGetCommand
{
    private static readonly Argument<string[]> Names = new("QUEUE") { Description = "Names of queues.", Arity = ArgumentArity.OneOrMore };

    static QueueGetCommand() => Names.CompletionSources.Add(Completion.Queues);

    public static Command Build() => new ExampleCommand("get", "Shows queues whole: what waits, since when, what runs, who serves them.",
        "taskue queue get mail",
        "taskue queue get mail images --json")
    {
        Names,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        TaskueClient taskue = await call.ConnectAsync();
        var queues = new List<QueueInfo>();
        foreach (string name in call.Value(Names).Distinct(StringComparer.Ordinal))
        {
            queues.Add(await call.Checked(() => taskue.GetQueueAsync(name)));
        }

        call.Printer.Each(QueueForm.Form, queues, Write);
        return ExitCodes.Passed;
    }

    private static void Write(QueueInfo queue, Sheet sheet)
    {
        sheet.Add("Queue", new(queue.Name, Tone.Strong))
            .Add("Pending", Words.Of(queue.Pending))
            .Add("Held", queue.Held == 0 ? "" : new Cell($"{Words.Of(queue.Held)}: no runner that took them knew their method", Tone.Warning))
            .Add("Running", queue.Running is { } running ? Words.Of(running) : "")
            .Add("Oldest", sheet.Look.FullTime(queue.OldestAt))
            .Add("Runners", queue.Runners.Count == 0 ? new Cell("none serves it", queue.Pending > 0 ? Tone.Bad : Tone.Quiet)
                : $"{Words.Of((long)queue.Runners.Count)}, {Words.Of((long)queue.ParkedRunners)} of them waiting for work");
        if (queue.Runners.Count > 0)
        {
            sheet.Heading("Served by").Rows(RunnerForm.Short, queue.Runners);
        }
    }
}
