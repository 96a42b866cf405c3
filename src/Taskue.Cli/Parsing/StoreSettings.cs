using System.CommandLine;

namespace Taskue.Cli.Parsing;

/// <summary>Where the data is: the same options on every command that needs Redis.</summary>
internal sealed class StoreSettings
{
    /// <summary>The environment variable with the connection string: a password there is in no list of processes.</summary>
    public const string Variable = "TASKUE_REDIS";

    private readonly Option<string?> redis = new("--redis")
    {
        Description = $"How to connect: host:port,user=…,ssl=true. A password belongs into the environment variable {Variable}, which takes the same text. Default: localhost:6379.",
        HelpName = "CONNECTION",
    };

    private readonly Option<string> name = new("--namespace")
    {
        Description = "The namespace to work in.",
        HelpName = "NAME",
        DefaultValueFactory = static _ => "default",
    };

    private readonly Option<TimeSpan?> timeout = new("--redis-timeout")
    {
        Description = "How long one call to Redis may take: 5s, 500ms. Default: 5s.",
        HelpName = "TIME",
        CustomParser = Durations.Parse,
    };

    public void AddTo(Command command)
    {
        command.Add(redis);
        command.Add(name);
        command.Add(timeout);
    }

    public string Connection(ParseResult parsed) =>
        NotEmpty(parsed.GetValue(redis)) ?? NotEmpty(Environment.GetEnvironmentVariable(Variable)) ?? "localhost:6379";

    public TaskueOptions Options(ParseResult parsed)
    {
        var options = new TaskueOptions { Namespace = parsed.GetValue(name)! };
        options.RedisTimeout = parsed.GetValue(timeout) ?? options.RedisTimeout;
        return options;
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
