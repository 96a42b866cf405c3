using System.Text;
using Microsoft.Extensions.Logging;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Logs;

/// <summary>Lines of logs as they come: text, or a JSON object each.</summary>
/// <param name="call">The call.</param>
/// <param name="timestamps">Each line begins with when it was written.</param>
/// <param name="prefix">In the log of a workflow each line begins with whose it is.</param>
/// <param name="raw">The bare text.</param>
internal sealed class LogPrinter(Invocation call, bool timestamps, bool prefix, bool raw)
{
    private readonly List<LogEntry> kept = [];

    private static readonly Form<LogEntry> Form = new([], static entry => entry.TaskId, LogDocument.Of);

    public void Show(LogEntry entry)
    {
        switch (call.Output.Form)
        {
            case OutputForm.Json or OutputForm.Yaml:
                kept.Add(entry);
                break;
            case OutputForm.Jsonl:
                call.Out.WriteLine(JsonText.Of(LogDocument.Of(entry), indented: false));
                break;
            default:
                Write(entry);
                break;
        }
    }

    /// <summary>Prints what makes one document only when it is whole.</summary>
    public void End()
    {
        if (call.Output.Form is OutputForm.Json or OutputForm.Yaml)
        {
            call.Printer.List(Form, kept);
        }
    }

    private void Write(LogEntry entry)
    {
        if (raw)
        {
            if (entry.Gap is null)
            {
                call.Out.Write(entry.IsIncomplete ? entry.Text : entry.Text + call.Out.NewLine);
            }

            return;
        }

        var head = new StringBuilder();
        if (timestamps)
        {
            head.Append(call.Look.Painted(call.Look.Stamp(entry.Time), Tone.Quiet)).Append(' ');
        }

        if (prefix && entry.TaskTitle is { } title)
        {
            head.Append(call.Look.Painted($"[{Look.Safe(title)}]", Tone.Quiet)).Append(' ');
        }

        Tone tone = ToneOf(entry);
        string unfinished = entry.IsIncomplete ? call.Look.Painted(" (incomplete)", Tone.Quiet) : "";
        foreach (string line in Look.Safe(Plain(entry.Text.TrimStart('\r')), lines: true).Split('\n'))
        {
            string word = entry.Source == LogSource.Logger ? $"{Words.Of(entry.Level),-5} " : "";
            call.Out.WriteLine($"{head}{call.Look.Painted($"{word}{line}", tone)}{unfinished}");
        }
    }

    // Many programs print on standard error what is no error: it keeps its plain colour.
    private static Tone ToneOf(LogEntry entry) => entry.Source switch
    {
        LogSource.Runner => Tone.Warning,
        LogSource.Logger when entry.Level >= LogLevel.Error => Tone.Bad,
        LogSource.Logger when entry.Level == LogLevel.Warning => Tone.Warning,
        LogSource.Logger when entry.Level < LogLevel.Information => Tone.Quiet,
        _ => Tone.Plain,
    };

    // Colours of another program, which would not end where its line does.
    private static string Plain(string text)
    {
        const char Escape = '\e';
        if (!text.Contains(Escape, StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] != Escape || at + 1 >= text.Length || text[at + 1] != '[')
            {
                plain.Append(text[at]);
                continue;
            }

            // A control sequence: parameters, and one letter that ends it.
            at += 2;
            while (at < text.Length && text[at] is (>= '0' and <= '?') or (>= ' ' and <= '/'))
            {
                at++;
            }
        }

        return plain.ToString();
    }
}
