using Taskue.Cli.Parsing;

namespace Taskue.Cli.Settings;

/// <summary>Every setting there is.</summary>
internal static class SettingList
{
    public const string CurrentContext = "current_context", Contexts = "contexts", Protected = "protected";

    public static readonly Setting
        Redis = new("redis", "a whole connection: host:port,ssl=true,… or rediss://user@host:6380/0", SettingKind.Text) { Check = RedisText.Fault },
        Host = new("redis_host", "the server", SettingKind.Text, "localhost"),
        Port = new("redis_port", "its port", SettingKind.Port, "6379"),
        User = new("redis_user", "the ACL user", SettingKind.Text),
        Secret = new("redis_secret", "the password, or cmd: and a command that prints it", SettingKind.Text) { IsSecret = true },
        SecretFile = new("redis_secret_file", "a file that holds the password", SettingKind.Text),
        SecretCommand = new("redis_secret_cmd", "a command that prints the password", SettingKind.Text),
        Tls = new("redis_tls", "whether to speak TLS", SettingKind.Switch, "false"),
        Database = new("redis_database", "the number of the database", SettingKind.Number, "0"),
        Sentinel = new("sentinel_service", "the Sentinel's name of the service; host and port are then a Sentinel's", SettingKind.Text),
        Prefix = new("key_prefix", "what every key begins with", SettingKind.Text, "taskue") { Check = Name },
        Timeout = new("redis_timeout", "how long one call to Redis may take", SettingKind.Duration, "5s") { Check = CallTime },
        Namespace = new("namespace", "the namespace to work in", SettingKind.Text, "default") { Check = Name };

    public static IReadOnlyList<Setting> All { get; } =
        [Redis, Host, Port, User, Secret, SecretFile, SecretCommand, Tls, Database, Sentinel, Prefix, Timeout, Namespace];

    /// <summary>The three ways to say the password.</summary>
    public static IReadOnlyList<Setting> Secrets { get; } = [Secret, SecretFile, SecretCommand];

    // What the client would refuse is refused when it is set, and not by every command afterwards.
    private static string? Name(string text) =>
        text.Length is >= 1 and <= 64 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
        ? null
        : "must have 1 to 64 characters [A-Za-z0-9._-] and begin with a letter or digit";

    private static string? CallTime(string text) =>
        Durations.TryParse(text, out TimeSpan time) && time >= TimeSpan.FromMilliseconds(100) && time <= TimeSpan.FromMinutes(5)
        ? null
        : "must be 100ms to 5m";

    public static Setting? Find(string key) => All.FirstOrDefault(setting => setting.Key == key);
}
