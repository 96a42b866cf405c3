using System.CommandLine;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Parsing;

/// <summary>The options of every command.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string?>
        Namespace = Text("--namespace", "NAME", "The namespace to work in. Default: default."),
        Context = Text("--context", "NAME", "The context of the settings file to use."),
        Redis = Text("--redis", "CONNECTION", $"How to connect: host:port,ssl=true or rediss://user@host:6380/0. A password goes into {SettingList.Secret.Variable}. Default: localhost:6379."),
        RedisTimeout = Text("--redis-timeout", "TIME", "How long one call to Redis may take: 500ms, 5s. Default: 5s."),
        Output = Text("--output", "FORM", "table, wide, json, jsonl, yaml, or name. Default: table.", "-o"),
        Columns = Text("--columns", "A,B", "Which columns a table has, and in which order."),
        Sort = Text("--sort", "COLUMN", "Sorts what is shown by a column; -COLUMN sorts downwards."),
        Time = Text("--time", "FORM", "Times in tables: relative, iso, or unix. Default: relative."),
        Color = Text("--color", "WHEN", "auto, always, or never. Default: auto, on a terminal where NO_COLOR is not set.");

    public static readonly Option<bool>
        Json = Switch("--json", "The same as -o json."),
        NoHeaders = Switch("--no-headers", "Tables without their first line."),
        Utc = Switch("--utc", "Times of day in UTC instead of this machine's zone."),
        NoUnicode = Switch("--no-unicode", "Only ASCII in what is drawn."),
        Verbose = Switch("--verbose", "Say more: where it works, details in logs, stack traces with errors.", "-v"),
        Yes = Switch("--yes", "Ask nothing before a change.", "-y");

    public static IReadOnlyList<Option> All { get; } =
        [Namespace, Context, Redis, RedisTimeout, Output, Json, Columns, Sort, NoHeaders, Time, Utc, Color, NoUnicode, Verbose, Yes];

    /// <summary>The option that sets a setting, if one does.</summary>
    public static Option<string?>? Of(Setting setting) =>
        setting == SettingList.Namespace ? Namespace
        : setting == SettingList.Redis ? Redis
        : setting == SettingList.Timeout ? RedisTimeout
        : null;

    public static void AddTo(RootCommand root)
    {
        Namespace.CompletionSources.Add(Completion.Namespaces);
        Context.CompletionSources.Add(Completion.Contexts);
        Output.CompletionSources.Add("table", "wide", "json", "jsonl", "yaml", "name");
        Time.CompletionSources.Add("relative", "iso", "unix");
        Color.CompletionSources.Add("auto", "always", "never");
        foreach (Option option in All)
        {
            root.Add(option);
        }
    }

    private static Option<string?> Text(string name, string helpName, string description, params string[] aliases) =>
        new(name, aliases) { HelpName = helpName, Description = description, Recursive = true };

    private static Option<bool> Switch(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, Recursive = true };
}
