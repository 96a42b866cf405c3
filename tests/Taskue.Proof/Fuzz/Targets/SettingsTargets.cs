using System.Text;
using System.Text.RegularExpressions;
using Taskue.Cli;
using Taskue.Cli.Settings;

namespace Taskue.Proof.Fuzz.Targets;

/// <summary>The settings file, and the text that says how to connect.</summary>
internal static partial class SettingsTargets
{
    private const string File = """
        # Mine.
        redis_host = "localhost" # at home
        namespace = 'shop'
        current_context = "prod"
        redis_timeout = "90s"

        [contexts.prod] # careful
        redis = "redis.example.org:6380,ssl=true"
        redis_tls = true
        protected = true

        [contexts."two words"]
        redis_port = 6_380
        redis_secret_file = '''/run/secrets/redis'''
        """;

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("settings-file", 30,
            [Encoding.UTF8.GetBytes(File), "contexts.a = { redis_host = 'x', protected = true }\ncontexts.b.redis_port = 7\n"u8.ToArray(), "redis = \"rediss://me:pw@h:6380/2\"\nkey_prefix = \"\"\"a\"\"\"\n"u8.ToArray(), []], Settings)
        { Typed = [typeof(UsageException)], Words = [.. ((string[])["\n[contexts.x]\n", "[[contexts.y]]\n", "= 0x1F\n", "= 1979-05-27T07:32:00Z\n", "= [1,2]\n", "{a = 1}", "\"\"\"", "'''", "redis_database = 7\n", "#"]).Select(Encoding.UTF8.GetBytes)] },
        new("connection-texts", 40,
            [.. ((string[])["localhost:6379", "redis.example.org:6380,ssl=true,password=hunter2,abortConnect=false", "rediss://me:pa%2Css@redis.example.org:6380/2", "h:1,name=x,connectTimeout=500,defaultDatabase=3,serviceName=mymaster"]).Select(Encoding.UTF8.GetBytes)], Connection)
        { Words = [.. ((string[])["syncTimeout=99999999999", "keepAlive=-1", "$INFO=", "tiebreaker=", "sslProtocols=Tls12|x", "proxy=9", "channelPrefix=", "version=9.9.9.9.9", "protocol=7", "redis://", "[::1]:6379", "unix:/a", "user=", "=,=", "responseTimeout=x"]).Select(Encoding.UTF8.GetBytes)] },
    ];

    private static string? Settings(byte[] input)
    {
        var text = new SettingsText("f.toml", WildText.Of(input));
        foreach (string fault in text.Faults)
        {
            PromiseException.Unless(Place().IsMatch(fault), "a fault names file and line");
        }

        SettingsFile.Checked(text);
        var changed = new SettingsText("f.toml", text.With(null, "redis_port", "7"));
        PromiseException.Unless(changed.Faults.Count == 0 && changed.Root["redis_port"].Text == "7", "a changed file is a file again: " + string.Join(' ', changed.Faults));
        return null;
    }

    private static string? Connection(byte[] input)
    {
        string text = WildText.Of(input);
        string? fault = RedisText.Fault(text);
        _ = RedisText.Masked(text);
        if (fault is not null)
        {
            return "fault";
        }

        _ = RedisText.Servers(TaskueClient.ParseConnectionString(text));
        return null;
    }

    [GeneratedRegex(@"^f\.toml:[1-9]\d*: ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Place();
}
