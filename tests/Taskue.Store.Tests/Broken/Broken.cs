using StackExchange.Redis;

namespace Taskue.Store.Tests;

/// <summary>Scripts with one rule taken out.</summary>
internal static class Broken
{
    /// <summary>All scripts, with a piece of one source (a script's or a shared part's) replaced wherever it is used.</summary>
    public static ScriptSet Set(string source, string find, string replacement)
    {
        Assert.Contains(find, Script.Read(source));
        return new ScriptSet(name => Script.Compose(name, part => part == source ? Script.Read(part).Replace(find, replacement, StringComparison.Ordinal) : Script.Read(part)));
    }

    public static RedisStore Store(StoreRoom room, string source, string find, string replacement) =>
        new(room.Database, StoreRoom.Prefix, room.Name, scripts: Set(source, find, replacement), now: () => room.Now);

    /// <summary>Calls a script without the store's C# around it.</summary>
    public static async Task<string> Raw(StoreRoom room, Script script, params RedisValue[] arguments) => string.Join(' ',
        ((RedisResult[])(await room.Database.ScriptEvaluateAsync(script.Text, room.Redis.Space.KeysOf(script, []), arguments))!).Select(one => (string?)one));
}
