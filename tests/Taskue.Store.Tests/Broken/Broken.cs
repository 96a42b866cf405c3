using StackExchange.Redis;
using Taskue.TestSupport;

namespace Taskue.Store.Tests;

/// <summary>Scripts with one rule taken out.</summary>
internal static class Broken
{
    public static RedisStore Store(StoreRoom room, string source, string find, string replacement) =>
        new(room.Database, StoreRoom.Prefix, room.Name, scripts: EditedScripts.Set(source, find, replacement), now: () => room.Now);

    /// <summary>Calls a script without the store's C# around it.</summary>
    public static async Task<string> Raw(StoreRoom room, Script script, params RedisValue[] arguments) => string.Join(' ',
        ((RedisResult[])(await room.Database.ScriptEvaluateAsync(script.Text, room.Redis.Space.KeysOf(script, []), arguments))!).Select(one => (string?)one));
}
