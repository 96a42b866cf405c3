using System.CommandLine;
using System.CommandLine.Help;
using Taskue.Cli.Output;

namespace Taskue.Cli.Parsing;

/// <summary>The help of a command: examples first, then what it does, how it is called, and what each word means.</summary>
internal static class HelpText
{
    private const int MostLeft = 30, LeastText = 20;

    public static void Write(TextWriter output, Command command, int width)
    {
        Section(output, "Examples:", Examples(command).Select(example => $"  {example}"));
        Wrapped(output, command.Description ?? "", "", width);
        output.WriteLine();
        output.WriteLine($"Usage: {Usage(command)}");
        if (command.Aliases.Count > 0)
        {
            output.WriteLine($"Also:  {string.Join(", ", command.Aliases)}");
        }

        output.WriteLine();
        Pairs(output, "Arguments:", [.. command.Arguments.Where(Shown).Select(one => (one.Name, one.Description ?? ""))], width);
        Pairs(output, "Commands:", [.. command.Subcommands.Where(Shown).Select(one => (one.Name + (one.Aliases.Count == 0 ? "" : $", {string.Join(", ", one.Aliases)}"), one.Description ?? ""))], width);
        Pairs(output, "Options:", [.. command.Options.Where(option => Shown(option) && !IsGlobal(option)).Select(Pair)], width);
        if (command is RootCommand)
        {
            Pairs(output, "Options of every command:", [.. command.Options.Where(option => Shown(option) && IsGlobal(option)).Select(Pair)], width);
            Wrapped(output, $"Exit codes: {ExitCodes.Summary}", "", width);
        }
        else
        {
            string names = string.Join(", ", GlobalOptions.All.Where(Shown).Select(option => option.Name));
            Wrapped(output, $"Options of every command, see taskue --help: {names}.", "", width);
        }
    }

    public static IReadOnlyList<string> Examples(Command command) => command switch
    {
        ExampleCommand withExamples => withExamples.Examples,
        RootCommand => ["taskue demo", "taskue task list --state failed --since 1h"],
        _ => [],
    };

    private static bool Shown(Symbol symbol) => !symbol.Hidden;

    private static bool IsGlobal(Option option) => GlobalOptions.All.Contains(option) || option is HelpOption or VersionOption;

    private static string Usage(Command command)
    {
        string usage = UsageText.PathOf(command);
        foreach (Argument argument in command.Arguments.Where(Shown))
        {
            string name = argument.Arity.MaximumNumberOfValues > 1 ? $"{argument.Name}…" : argument.Name;
            usage += argument.Arity.MinimumNumberOfValues == 0 ? $" [{name}]" : $" {name}";
        }

        return usage + (command.Subcommands.Any(Shown) ? " COMMAND" : "") + " [options]";
    }

    private static (string Left, string Right) Pair(Option option)
    {
        // "/h" and "-?" work, and are nobody's business.
        string names = string.Join(", ", option.Aliases.Append(option.Name).Where(name => name[0] == '-' && name != "-?").OrderBy(name => name.Length));
        bool takesValue = option.ValueType != typeof(bool) && option is not (HelpOption or VersionOption);
        string assumed = option.HasDefaultValue && option.GetDefaultValue() is int or string ? $" Default: {option.GetDefaultValue()}." : "";
        return (takesValue ? $"{names} {option.HelpName ?? "VALUE"}" : names, option.Description + assumed);
    }

    private static void Section(TextWriter output, string heading, IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        if (all.Length == 0)
        {
            return;
        }

        output.WriteLine(heading);
        foreach (string line in all)
        {
            output.WriteLine(line);
        }

        output.WriteLine();
    }

    private static void Pairs(TextWriter output, string heading, (string Left, string Right)[] pairs, int width)
    {
        if (pairs.Length == 0)
        {
            return;
        }

        int left = Math.Min(MostLeft, pairs.Max(pair => pair.Left.Length));
        output.WriteLine(heading);
        foreach ((string name, string meaning) in pairs)
        {
            string start = $"  {name.PadRight(left)}  ";
            if (name.Length > left)
            {
                output.WriteLine($"  {name}");
                start = new string(' ', left + 4);
            }

            Wrapped(output, meaning, start, width);
        }

        output.WriteLine();
    }

    private static void Wrapped(TextWriter output, string text, string start, int width)
    {
        foreach (string line in TextWrap.Lines(text, Math.Max(LeastText, width - start.Length)))
        {
            output.WriteLine((start + line).TrimEnd());
            start = new string(' ', start.Length);
        }
    }
}
