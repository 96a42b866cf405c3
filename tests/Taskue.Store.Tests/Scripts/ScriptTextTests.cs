using System.Text.RegularExpressions;
using StackExchange.Redis;
using Taskue.TestSupport;

namespace Taskue.Store.Tests.Scripts;

public sealed class ScriptTextTests
{
    public static TheoryData<string> Names => [.. Script.Names().Order(StringComparer.Ordinal)];

    [Fact]
    public void The_set_has_every_script_file() => Assert.Equal(
        typeof(ScriptSet).GetProperties().Where(one => one.PropertyType == typeof(Script)).Select(one => ((Script)one.GetValue(ScriptSet.Default)!).Name).Order(),
        Script.Names().Order());

    [Theory, MemberData(nameof(Names))]
    public void Its_header_says_keys_arguments_return_promise_and_cost(string name)
    {
        string header = Script.Read(name).Split("]]")[0];
        Assert.StartsWith($"--[[ {name}.lua: ", header);
        foreach (string field in (string[])["KEYS", "ARGV", "Return", "Holds", "Cost"])
        {
            Assert.Matches($@"(?m)^  {field} +\S", header);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_declared_key_is_used_and_none_by_its_number(string name)
    {
        Script script = Script.Load(name);
        string text = Code(script);
        Assert.All(script.Keys, key => Assert.True(name == "purge" || Regex.Count(text, $@"\b{key}\b") > 0, $"{key} is declared and not used"));
        if (name != "remember")
        {
            Assert.DoesNotMatch(@"KEYS\[\d", text);
        }

        Assert.Equal(script.Keys.Count, script.Keys.Distinct().Count());
        Assert.All(script.Keys, key => Assert.NotNull(Layout.TypeOf(key.Replace('_', ':'))));
    }

    [Theory, MemberData(nameof(Names))]
    public void No_key_is_used_that_is_not_declared(string name)
    {
        Script script = Script.Load(name);
        string text = Code(script);
        IEnumerable<string> known = Layout.Hashes.Concat(Layout.SortedSets).Concat(Layout.Sets).Select(key => key.Replace(':', '_'));
        foreach (string key in known.Except(script.Keys))
        {
            Assert.DoesNotMatch($@"(call|bulk|fields)\((?:'[A-Z]+', )?{key}\b", text);
        }

        Assert.DoesNotMatch(@"call\('[A-Z]+', '(?!server|replication|memory)", text);
    }

    [Theory, MemberData(nameof(Names))]
    public void Numbers_reach_the_store_by_one_function(string name)
    {
        string text = Code(Script.Load(name));
        Assert.DoesNotContain("tostring(", text);
        Assert.DoesNotContain("cjson", text);
        Assert.DoesNotContain("error_reply", text);
    }

    [Theory, BothServers]
    public async Task Every_script_loads(ServerKind kind)
    {
        IDatabase database = (await TestServers.ConnectAsync(kind)).GetDatabase();
        foreach (string name in Script.Names())
        {
            Script script = Script.Load(name);
            var hash = (string?)await database.ExecuteAsync("SCRIPT", "LOAD", script.Text);
            Assert.Equal(Convert.ToHexStringLower(script.Hash), hash);
        }
    }

    /// <summary>What is run: without comments and without the line that the loader makes.</summary>
    private static string Code(Script script) => Regex.Replace(
        Regex.Replace(script.Text, @"--\[\[.*?\]\]", "", RegexOptions.Singleline), @"--[^\n]*|^local .* = KEYS\[1\].*$", "", RegexOptions.Multiline);
}
