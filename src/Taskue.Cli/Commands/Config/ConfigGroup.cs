using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Config;

/// <summary><c>taskue config</c>.</summary>
internal static class ConfigGroup
{
    public static Group Build() => new("config", [], "Settings: what holds, and what is kept in ~/.taskue.toml.",
        static () =>
        [
            ConfigShowCommand.Build(),
            ConfigSetCommand.Build(),
            ConfigEditCommand.Build(),
            ConfigResetCommand.Build(),
        ],
        "taskue config show --origin", "taskue config set redis_host redis.example.org");
}
