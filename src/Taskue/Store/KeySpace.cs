using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>Builds every key and channel of one partition. All of them carry one hash tag, and so live in one slot.</summary>
/// <remarks>A key's name in a script is its suffix with <c>_</c> for <c>:</c>. <c>docs/key-layout.md</c> lists each with type, owner and lifetime.</remarks>
internal sealed class KeySpace(string prefix, string @namespace, int partition = 0)
{
    private readonly string root = $"{prefix}:{{{@namespace}:{partition}}}:";

    /// <summary>The set of all namespaces under a prefix: the one key that belongs to none of them.</summary>
    public static RedisKey Namespaces(string prefix) => prefix + ":namespaces";

    public RedisKey Key(string name) => Bytes(root + name.Replace('_', ':'));

    /// <summary>Told the ids of tasks and workflows that have ended, for one client's waiters.</summary>
    public RedisChannel Done(string client) => RedisChannel.Literal(root + "done:" + client);

    /// <summary>Wakes one parked runner.</summary>
    public RedisChannel Wake(string incarnation) => Incarnation.IsSharded(incarnation)
        ? RedisChannel.Sharded(root + "wake:" + incarnation) : RedisChannel.Literal(root + "wake:" + incarnation);

    /// <summary>Told the ids of tasks whose log has grown, for those who follow a task's or a workflow's.</summary>
    public RedisChannel Log(string id) => RedisChannel.Literal(root + "log:" + id);

    /// <summary>The keys of one call: the script's fixed ones, and three for each queue.</summary>
    public RedisKey[] KeysOf(Script script, IReadOnlyList<string> queues)
    {
        var keys = new RedisKey[script.Keys.Count + (3 * queues.Count)];
        int at = 0;
        foreach (string name in script.Keys)
        {
            keys[at++] = Key(name);
        }

        foreach (string queue in queues)
        {
            keys[at++] = Bytes(root + "q0:" + queue);
            keys[at++] = Bytes(root + "parked:" + queue);
            keys[at++] = Bytes(root + "held:" + queue);
        }

        return keys;
    }

    /// <summary>Encoded once, where a key is made, and not at each call that it is used in.</summary>
    private static RedisKey Bytes(string key) => System.Text.Encoding.UTF8.GetBytes(key);
}
