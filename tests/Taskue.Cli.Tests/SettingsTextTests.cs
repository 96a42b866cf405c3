using Taskue.Cli.Settings;

namespace Taskue.Cli.Tests;

public sealed class SettingsTextTests
{
    private const string Text = """
        # Mine.
        redis_host = "localhost" # at home

        namespace = 'shop'   # single quotes

        [contexts.prod] # careful
        redis_host = "redis.example.org"
        # tls
        redis_tls = true

        [contexts."two words"]
        protected = true
        """;

    [Fact]
    public void A_set_value_keeps_comments_order_and_spelling_of_all_else()
    {
        Assert.Equal(Text.Replace("\"localhost\"", "\"other\""), Of(Text).With(null, "redis_host", "\"other\""));
        Assert.Equal(Text.Replace("'shop'", "\"b\""), Of(Text).With(null, "namespace", "\"b\""));
        Assert.Equal(Text.Replace("redis_tls = true", "redis_tls = false"), Of(Text).With("prod", "redis_tls", "false"));
    }

    [Fact]
    public void A_new_value_comes_behind_the_last_of_its_place()
    {
        Assert.Equal(Text.Replace("single quotes\n", "single quotes\nredis_port = 1\n"), Of(Text).With(null, "redis_port", "1"));
        Assert.Equal(Text.Replace("redis_tls = true\n", "redis_tls = true\nredis_port = 1\n"), Of(Text).With("prod", "redis_port", "1"));
        Assert.Equal(Text + "\nredis_port = 1\n", Of(Text).With("two words", "redis_port", "1"));
        Assert.Equal(Text + "\n\n[contexts.new]\nredis_port = 1\n", Of(Text).With("new", "redis_port", "1"));
        Assert.Equal("redis_port = 1\n", Of("").With(null, "redis_port", "1"));
        Assert.Equal("redis_port = 1\n\n# only a comment\n[contexts.a]\n", Of("# only a comment\n[contexts.a]\n").With(null, "redis_port", "1"));
        Assert.Equal("[contexts.a]\nredis_port = 1\n", Of("[contexts.a]\n").With("a", "redis_port", "1"));
        Assert.Equal("[contexts.a]\nredis_port = 1\n", Of("[contexts.a]").With("a", "redis_port", "1"));
    }

    [Fact]
    public void What_is_taken_away_takes_its_lines_only()
    {
        Assert.Equal(Text.Replace("redis_host = \"localhost\" # at home\n", ""), Of(Text).Without(null, "redis_host"));
        Assert.Equal(Text, Of(Text).Without(null, "redis_port"));
        Assert.Equal(Text[..Text.IndexOf("[contexts.prod]", StringComparison.Ordinal)] + Text[(Text.IndexOf("redis_tls = true\n", StringComparison.Ordinal) + "redis_tls = true\n".Length)..], Of(Text).Without("prod"));
        Assert.Equal(Text[..Text.IndexOf("[contexts.\"two", StringComparison.Ordinal)], Of(Text).Without("two words"));
        Assert.Equal("", Of("contexts.a.redis_port = 1\ncontexts.a.protected = true\n").Without("a"));
    }

    [Fact]
    public void Contexts_are_read_however_they_are_written()
    {
        SettingsText text = Of("contexts.a = { redis_host = 'x', protected = true }\ncontexts.b.redis_port = 7\n[contexts.\"c d\"]\nredis_tls = true\n");
        Assert.Empty(text.Faults);
        Assert.Equal(["a", "b", "c d"], text.Contexts.Keys);
        Assert.Equal(("x", 1), (text.Contexts["a"]["redis_host"].Text, text.Contexts["a"]["redis_host"].Line));
        Assert.Equal(("7", 2), (text.Contexts["b"]["redis_port"].Text, text.Contexts["b"]["redis_port"].Line));
    }

    [Theory]
    [InlineData("redis_hots = 'x'", "f.toml:1: 'redis_hots' is no setting. Did you mean 'redis_host'?")]
    [InlineData("\nredis_port = 99999", "f.toml:2: redis_port must be a port, 1 to 65535, but is '99999'.")]
    [InlineData("redis_tls = 'maybe'", "f.toml:1: redis_tls must be true or false, but is 'maybe'.")]
    [InlineData("redis_timeout = 'soon'", "f.toml:1: redis_timeout must be a length of time: 500ms, 90s, 10m, 1h, 2d, 00:10:00, or a number of seconds, but is 'soon'.")]
    [InlineData("redis_host = ['a']", "f.toml:1: redis_host must be a text, a number, or true or false.")]
    [InlineData("redis = 'h:1,password=hunter2,colour=3'", "f.toml:1: redis cannot be read: one of its settings is not supported, or has a wrong value (a password with a comma has to be given as a URL, with %2C)."
        + " It should look like host:6379,ssl=true or rediss://user@host:6380/0, but is 'h:1,password=***,colour=3'.")]
    [InlineData("redis_secret = ''", "f.toml:1: redis_secret must not be empty.")]
    [InlineData("[context.prod]\nredis_port = 1", "f.toml:1: [context.prod] is no section: contexts are written [contexts.NAME]")]
    [InlineData("[contexts.a]\nprotectd = true", "f.toml:2: 'protectd' is no setting. Did you mean 'protected'?")]
    [InlineData("protected = true", "f.toml:1: 'protected' is no setting.")]
    [InlineData("current_context = 'prd'\n[contexts.prod]", "f.toml:1: current_context names 'prd', and there is no such context. Did you mean 'prod'?")]
    public void What_is_wrong_names_file_line_and_key(string text, string fault) => Assert.Equal([fault], Of(text).Faults);

    [Fact]
    public void What_is_no_toml_names_its_line()
    {
        Assert.StartsWith("f.toml:2: ", Of("a = 1\nredis_host = \n").Faults[0]);
        Assert.StartsWith("f.toml:2: ", Of("namespace = 'a'\nnamespace = 'b'\n").Faults[0]);
        Assert.Equal(["f.toml:2: the file ends in the middle of a text."], Of("\nnamespace = \"\\").Faults);
        Assert.StartsWith("f.toml:2: ", Assert.Single(Of("\nredis = " + string.Concat(Enumerable.Repeat("{a = ", 5000))).Faults));
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text() => Assert.Equal("redis_port = 7\n", Of("\uFEFF").With(null, "redis_port", "7"));

    [Fact]
    public void A_name_that_is_far_too_long_is_told_without_a_guess() =>
        Assert.DoesNotContain("Did you mean", Assert.Single(Of($"current_context = '{new string('x', 100_000)}'\n[contexts.{new string('y', 100_000)}]").Faults));

    [Theory]
    [InlineData("redis.example.org:6380,ssl=true", null)]
    [InlineData("rediss://me:pa%2Css@redis.example.org:6380/2", "pa%2Css")]
    [InlineData("redis.example.org:6380,password=a://b@c", "a://b@c")]
    public void A_password_is_found_and_masked_in_either_form(string text, string? password)
    {
        Assert.Null(RedisText.Fault(text));
        Assert.Equal(password is not null, RedisText.HasPassword(text));
        Assert.Equal(password is null ? text : text.Replace(password, "***", StringComparison.Ordinal), RedisText.Masked(text));
    }

    private static SettingsText Of(string text) => new("f.toml", text);
}
