using System.CommandLine;
using StackExchange.Redis;
using Taskue.Cli.Dev;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Settings;

/// <summary>What holds for one command: an option before the environment, then the context, the file, the default.</summary>
internal sealed class ResolvedSettings
{
    public const string ContextVariable = "TASKUE_CONTEXT";

    private readonly Dictionary<Setting, ResolvedSetting> values = [];

    private ResolvedSettings(string? context, string contextOrigin, bool isProtected) =>
        (Context, ContextOrigin, IsProtected) = (context, contextOrigin, isProtected);

    /// <summary>The context that was chosen, if any.</summary>
    public string? Context { get; }

    public string ContextOrigin { get; }

    /// <summary>Whether its owner wants to be asked for the context's name before anything is changed in it.</summary>
    public bool IsProtected { get; }

    public IEnumerable<ResolvedSetting> All => SettingList.All.Select(setting => values[setting]);

    public string Namespace => values[SettingList.Namespace].Value!;

    public ResolvedSetting this[Setting setting] => values[setting];

    public static ResolvedSettings Of(ParseResult parsed) => Of(parsed, SettingsFile.Read(Console.Error.WriteLine));

    public static ResolvedSettings Of(ParseResult parsed, SettingsText file)
    {
        (string? context, string origin) = ChooseContext(parsed, file);
        return Of(file, context, origin, setting => GlobalOptions.Of(setting) is { } option && parsed.GetValue(option) is { } flag ? (flag, option.Name) : null,
            Environment.GetEnvironmentVariable, DevSession.Find());
    }

    /// <summary>What a context of the file means by itself.</summary>
    public static ResolvedSettings OfFile(SettingsText file, string context) => Of(file, context, file.Path, static _ => null, static _ => null, dev: null);

    /// <summary>The name of the context that would be used, if there is one.</summary>
    public static string? ContextName(ParseResult parsed, SettingsText file) => ChooseContext(parsed, file).Name;

    private static ResolvedSettings Of(
        SettingsText file, string? context, string contextOrigin, Func<Setting, (string Value, string Option)?> flags, Func<string, string?> environment,
        DevSession? dev)
    {
        var inContext = context is null ? null : file.Contexts[context];
        bool isProtected = inContext is not null && inContext.TryGetValue(SettingList.Protected, out SettingValue said) && said.Text == "true";
        var resolved = new ResolvedSettings(context, contextOrigin, isProtected);
        foreach (Setting setting in SettingList.All)
        {
            resolved.values[setting] = Find(setting);
        }

        if (context is null && dev is not null && resolved.SaysNoServer)
        {
            resolved.values[SettingList.Redis] = new(SettingList.Redis, dev.Redis, SettingLevel.Default, $"taskue dev, {DevSession.FilePath}");
        }

        resolved.SetAside();
        resolved.Check();
        return resolved;

        ResolvedSetting Find(Setting setting)
        {
            if (flags(setting) is { } flag)
            {
                return new(setting, flag.Value, SettingLevel.Flag, flag.Option);
            }

            if (environment(setting.Variable) is { } variable && !string.IsNullOrWhiteSpace(variable))
            {
                return new(setting, variable, SettingLevel.Environment, setting.Variable);
            }

            return inContext is not null && inContext.TryGetValue(setting.Key, out SettingValue there)
                ? new(setting, there.Text, SettingLevel.Context, $"context {context}, {file.Path}:{there.Line}")
                : file.Root.TryGetValue(setting.Key, out SettingValue line)
                    ? new(setting, line.Text, SettingLevel.File, $"{file.Path}:{line.Line}")
                    : new(setting, setting.Default, SettingLevel.Default, "default");
        }
    }

    /// <summary>What the library's settings are called where they were said.</summary>
    public IReadOnlyDictionary<string, string> Origins => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["TaskueOptions.Namespace"] = values[SettingList.Namespace].Origin,
        ["TaskueOptions.RedisTimeout"] = values[SettingList.Timeout].Origin,
        ["TaskueOptions.KeyPrefix"] = values[SettingList.Prefix].Origin,
    };

    /// <summary>The settings of the client.</summary>
    public TaskueOptions Options() => new()
    {
        Namespace = Namespace,
        KeyPrefix = values[SettingList.Prefix].Value!,
        RedisTimeout = Durations.TryParse(values[SettingList.Timeout].Value!, out TimeSpan timeout) ? timeout : default,
    };

    /// <summary>How to connect, with the password, which may be read from a file or asked of a command.</summary>
    public ConfigurationOptions Connection()
    {
        ConfigurationOptions options = WithoutSecret();
        if (StrongestSecret is { } secret)
        {
            options.Password = RedisSecret.Read(secret);
        }

        Secrets.Remember(options.Password);

        return options;
    }

    /// <summary>Whether the password has to be asked of a command.</summary>
    public bool AsksCommand => StrongestSecret is { } secret && RedisSecret.IsCommand(secret);

    /// <summary>The server, for people to read: nothing secret.</summary>
    public string Server()
    {
        ConfigurationOptions options = WithoutSecret();
        return RedisText.Servers(options) + (options.ServiceName is { } service ? $" (service {service})" : "")
            + (options.DefaultDatabase is > 0 and var database ? $" database {database}" : "");
    }

    /// <summary>Where the command works, in one line.</summary>
    public string Place(string? @namespace = null) => $"namespace {@namespace ?? Namespace}{(Context is null ? "" : $", context {Context}{(IsProtected ? " (protected)" : "")}")}, Redis {Server()}";

    private ResolvedSetting? StrongestSecret => SettingList.Secrets.Select(setting => values[setting]).Where(one => one.Value is not null).MaxBy(one => one.Level);

    private ConfigurationOptions WithoutSecret()
    {
        ConfigurationOptions options;
        if (values[SettingList.Redis].Value is { } text)
        {
            options = TaskueClient.ParseConnectionString(text);
        }
        else
        {
            options = new ConfigurationOptions();
            options.EndPoints.Add(values[SettingList.Host].Value!, int.Parse(values[SettingList.Port].Value!, System.Globalization.CultureInfo.InvariantCulture));
        }

        if (values[SettingList.Redis].Value?.Contains("connectTimeout", StringComparison.OrdinalIgnoreCase) != true)
        {
            options.ConnectTimeout = (int)Options().RedisTimeout.TotalMilliseconds;
        }

        options.User = Said(SettingList.User) ?? options.User;
        options.ServiceName = Said(SettingList.Sentinel) ?? options.ServiceName;
        options.Ssl = Said(SettingList.Tls) is { } tls ? tls == "true" : options.Ssl;
        options.DefaultDatabase = Said(SettingList.Database) is { } database
            ? int.Parse(database, System.Globalization.CultureInfo.InvariantCulture)
            : options.DefaultDatabase;
        return options;
    }

    // Where nobody says anything of a server, the default is a guess, and a "taskue dev" that runs is the better one.
    private bool SaysNoServer => new[]
    {
        SettingList.Redis, SettingList.Host, SettingList.Port, SettingList.User, SettingList.Tls, SettingList.Database, SettingList.Sentinel,
    }.Concat(SettingList.Secrets).All(setting => values[setting].Level == SettingLevel.Default);

    private string? Said(Setting setting) => values[setting] is { Level: > SettingLevel.Default } one ? one.Value : null;

    // A whole connection begins anew: what weaker places say belongs to another server, its password above all. What the environment
    // says stays, as it was said for this very command.
    private void SetAside()
    {
        SettingLevel host = (SettingLevel)Math.Max((int)values[SettingList.Host].Level, (int)values[SettingList.Port].Level);
        ResolvedSetting text = values[SettingList.Redis];
        if (text.Value is null)
        {
            return;
        }

        if (host > text.Level)
        {
            values[SettingList.Redis] = new(SettingList.Redis, null, SettingLevel.Default, "default");
            return;
        }

        foreach (Setting part in (Setting[])[SettingList.Host, SettingList.Port])
        {
            values[part] = new(part, null, SettingLevel.Default, $"in {text.Setting.Key}");
        }

        foreach (Setting part in (Setting[])[SettingList.User, .. SettingList.Secrets, SettingList.Tls, SettingList.Database, SettingList.Sentinel])
        {
            if (values[part].Level < text.Level && values[part].Level < SettingLevel.Environment)
            {
                values[part] = new(part, null, SettingLevel.Default, $"in {text.Setting.Key}");
            }
        }
    }

    private void Check()
    {
        foreach (ResolvedSetting one in values.Values)
        {
            if (one is { Value: { } value, Level: SettingLevel.Flag or SettingLevel.Environment } && one.Setting.Fault(value) is { } fault)
            {
                throw new UsageException($"{one.Origin} {fault}{(one.Setting.IsSecret ? "" : $", but is '{one.Shown}'")}.");
            }
        }

        if (values[SettingList.Redis] is { Level: SettingLevel.Flag, Value: { } text } && RedisText.HasPassword(text))
        {
            throw new UsageException($"--redis must not hold a password: arguments are seen by everyone on the machine."
                + $" Give it by {SettingList.Secret.Variable}, {SettingList.SecretFile.Key} or {SettingList.SecretCommand.Key}, or put the whole text into {SettingList.Redis.Variable}.");
        }

        ResolvedSetting[] secrets = [.. SettingList.Secrets.Select(setting => values[setting]).Where(one => one.Value is not null)];
        if (secrets.GroupBy(one => one.Level).MaxBy(level => level.Key) is { } strongest && strongest.Count() > 1)
        {
            throw new UsageException($"The password is said {strongest.Count()} times: by {string.Join(" and ", strongest.Select(one => $"{one.Setting.Key} ({one.Origin})"))}. Keep one.");
        }
    }

    private static (string? Name, string Origin) ChooseContext(ParseResult parsed, SettingsText file)
    {
        (string? name, string origin) = parsed.GetValue(GlobalOptions.Context) is { } flag ? (flag, "--context")
            : Environment.GetEnvironmentVariable(ContextVariable) is { Length: > 0 } variable ? (variable, ContextVariable)
            : file.Root.TryGetValue(SettingList.CurrentContext, out SettingValue current) ? (current.Text, $"{file.Path}:{current.Line}")
            : ((string?)null, "default");
        if (name is null || file.Contexts.ContainsKey(name))
        {
            return (name, origin);
        }

        string? near = UsageText.Nearest(name, file.Contexts.Keys);
        throw new UsageException($"{origin} names the context '{name}', and {file.Path} has none of that name."
            + (near is not null ? $" Did you mean '{near}'?" : file.Contexts.Count == 0 ? " Make one: taskue context add NAME" : $" It has: {string.Join(", ", file.Contexts.Keys)}."));
    }
}
