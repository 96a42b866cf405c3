using System.CommandLine;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Why;

/// <summary><c>taskue why</c>.</summary>
internal static class WhyCommand
{
    private static readonly Argument<string[]> Id = Ids.Argument("tasks or workflows", IdKind.Any, ArgumentArity.OneOrMore);

    private static readonly Form<Explanation> Form = new(
        [
            new("id", static (why, _) => why.Id),
            new("code", static (why, _) => why.Code),
            new("why", static (why, _) => why.Sentence) { Gives = true },
        ],
        static why => why.Code,
        ExplanationDocument.Of);

    public static Command Build() => new ExampleCommand("why", "Says why a task or workflow does not run: the first true reason, with its numbers and the next step.",
        "taskue why 06ck3",
        "taskue why @latest -o json")
    {
        Id,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        TaskueClient taskue = await call.ConnectAsync();
        var found = new List<Explanation>();
        foreach (string word in call.Value(Id))
        {
            // A whole id is asked about as it is: that nothing is stored under it is an answer, too.
            foreach (string id in TaskId.IsWellFormed(word) ? [word] : (await Ids.FindAsync(taskue, [word], IdKind.Any)).Select(one => one.Id))
            {
                found.Add(await taskue.ExplainAsync(id));
            }
        }

        call.Printer.Each(Form, found, Write);
        return found.Exists(why => why.Code == "not_found") ? ExitCodes.NotFound : ExitCodes.Passed;
    }

    private static void Write(Explanation why, Sheet sheet)
    {
        sheet.Add(why.Kind == IdKind.Workflow ? "Workflow" : "Task", new(why.Id, Tone.Strong)).Add("Title", why.Title)
            .Add("Reason", new(why.Code, why.Code is "running" or "due" ? Tone.Busy : why.Code is "finished" or "waits_for_stage" ? Tone.Quiet : Tone.Warning))
            .Add("Why", why.Sentence);
        foreach (string step in why.NextSteps)
        {
            sheet.Add("Next", step);
        }

        if (why.Details.Count > 0)
        {
            sheet.Heading("Numbers");
            foreach (ExplanationDetail detail in why.Details)
            {
                sheet.Add("  " + detail.Name, detail.Value);
            }
        }
    }
}
