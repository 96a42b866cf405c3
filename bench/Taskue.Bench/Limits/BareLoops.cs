using System.Diagnostics;
using StackExchange.Redis;

namespace Taskue.Bench;

/// <summary>The limits that Taskue is held against: a PING, and scripts that move the same bytes without any of its promises.</summary>
internal static class BareLoops
{
    private const string Enqueue = """
        for i = 1, #ARGV, 2 do
          redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1])
          redis.call('RPUSH', KEYS[2], ARGV[i])
        end
        return 1
        """;

    private const string Exchange = """
        local want = tonumber(ARGV[1])
        for i = 2, #ARGV, 2 do
          redis.call('HDEL', KEYS[3], ARGV[i])
          redis.call('HSET', KEYS[4], ARGV[i], ARGV[i + 1])
        end
        local ids = redis.call('LPOP', KEYS[2], want)
        if not ids then return {} end
        local specs = redis.call('HMGET', KEYS[1], unpack(ids))
        for i, id in ipairs(ids) do redis.call('HSET', KEYS[3], id, 'runner|1') end
        return {ids, specs}
        """;

    private static readonly RedisKey[] Keys = ["{bare}:tasks", "{bare}:queue", "{bare}:active", "{bare}:done"];

    public static async Task<double> PingsAsync(IDatabase database, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            await database.PingAsync();
        }

        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public static async Task<double> SingleEnqueuesAsync(IDatabase database, int count)
    {
        byte[] hash = await LoadAsync(database, Enqueue);
        RedisValue spec = Spec();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            await database.ScriptEvaluateAsync(hash, Keys[..2], [TaskId.New(), spec]);
        }

        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public static async Task<double> BulkEnqueuesAsync(IDatabase database, int count)
    {
        byte[] hash = await LoadAsync(database, Enqueue);
        RedisValue spec = Spec();
        long start = Stopwatch.GetTimestamp();
        var underWay = new Queue<Task>();
        for (int done = 0; done < count; done += 500)
        {
            var arguments = new RedisValue[1000];
            for (int i = 0; i < arguments.Length; i += 2)
            {
                arguments[i] = TaskId.New();
                arguments[i + 1] = spec;
            }

            underWay.Enqueue(database.ScriptEvaluateAsync(hash, Keys[..2], arguments));
            if (underWay.Count == 3)
            {
                await underWay.Dequeue();
            }
        }

        await Task.WhenAll(underWay);
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Claim and complete in one call, one call under way: what a runner would do without fence, states, lists or workflows.</summary>
    public static async Task<double> DrainAsync(IDatabase database, int count, int batch)
    {
        await BulkEnqueuesAsync(database, count);
        byte[] hash = await LoadAsync(database, Exchange);
        RedisValue[] arguments = [batch];
        int done = 0;
        long start = Stopwatch.GetTimestamp();
        while (done < count)
        {
            var reply = (RedisResult[])database.ScriptEvaluate(hash, Keys, arguments)!;
            var ids = (RedisValue[])reply[0]!;
            arguments = new RedisValue[1 + (2 * ids.Length)];
            arguments[0] = batch;
            for (int i = 0; i < ids.Length; i++)
            {
                arguments[(2 * i) + 1] = ids[i];
                arguments[(2 * i) + 2] = "1|p||1|1|0|1764000000000|1764000000000|1764000000000|runner|0,0,0,0|";
            }

            done += ids.Length;
        }

        double rate = count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await database.KeyDeleteAsync(Keys);
        return rate;
    }

    private static RedisValue Spec() => "1||default|0|0||;m33:Taskue.Bench:Taskue.Bench.BenchTasks.Nothing(int,string)a11:[1,\"hello\"]";

    private static async Task<byte[]> LoadAsync(IDatabase database, string script)
    {
        IServer server = database.Multiplexer.GetServers()[0];
        return await server.ScriptLoadAsync(script);
    }
}
