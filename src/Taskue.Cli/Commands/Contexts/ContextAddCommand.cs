using System.CommandLine;
using Taskue.Cli.Commands.Config;
using Taskue.Cli.Parsing;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Commands.Contexts;

/// <summary><c>taskue context add</c>.</summary>
internal static class ContextAddCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "What to call it." };

    private static readonly Argument<string[]> Pairs = new("KEY=VALUE")
    {
        Description = "Its settings, as in the settings file; protected=true makes changes ask for its name.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    static ContextAddCommand() => Pairs.CompletionSources.Add([.. SettingList.All.Select(setting => setting.Key + "=")]);

    public static Command Build() => new ExampleCommand("add", "Keeps a server and a namespace under a name. --redis and --namespace are kept with it.",
        "taskue context add prod redis_host=redis.example.org redis_tls=true redis_secret_cmd='pass show redis' protected=true",
        "taskue context add staging --redis rediss://staging.example.org:6380/1 --namespace shop")
    {
        Name, Pairs,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        string name = call.Value(Name);
        RefuseSecond(SettingsFile.Read(call.Error.WriteLine), name);
        if (name.Length is 0 or > 64 || name[0] == '-')
        {
            throw new UsageException($"A context's name has 1 to 64 characters and begins with no dash, but is '{name}'.");
        }

        List<(string Key, string Value)> settings = [.. call.Value(Pairs).Select(Pair), .. Given(call)];
        if (settings.GroupBy(one => one.Key).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new UsageException($"{twice.Key} is given twice.");
        }

        if (settings.Count == 0)
        {
            throw new UsageException($"A context needs a setting at least: taskue context add {name} redis_host=HOST");
        }

        (string Key, string Toml)[] lines = [.. settings.Select(one => (one.Key, SettingWords.Toml(inContext: true, one.Key, one.Value)))];
        await SettingsFile.UpdateAsync(static _ => { }, file =>
        {
            RefuseSecond(file, name);
            return lines.Aggregate(file, (text, line) => new SettingsText(file.Path, text.With(name, line.Key, line.Toml))).Text;
        });
        call.Hint($"taskue context use {name}");
        return ExitCodes.Passed;
    }

    private static void RefuseSecond(SettingsText file, string name)
    {
        if (file.Contexts.ContainsKey(name))
        {
            throw new RefusedException($"{file.Path} has a context '{name}' already. Change it: taskue config set --context {name} KEY VALUE");
        }
    }

    private static IEnumerable<(string, string)> Given(Invocation call) => SettingList.All
        .Select(setting => (setting.Key, Value: GlobalOptions.Of(setting) is { } option ? call.Parsed.GetValue(option) : null))
        .Where(pair => pair.Value is not null).Select(pair => (pair.Key, pair.Value!));

    private static (string Key, string Value) Pair(string word) => word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        ? (word[..at], word[(at + 1)..])
        : throw new UsageException($"'{word}' is no setting: write KEY=VALUE, as redis_host=redis.example.org.");
}
