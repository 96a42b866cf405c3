using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Taskue;

/// <summary>Answers about types and methods: kept a process long, but those about an assembly that can be unloaded no longer than it. Thread-safe.</summary>
/// <remarks>A static dictionary would keep every build of a module that was ever loaded.</remarks>
internal sealed class MemberCache<TKey, TValue>(Func<TKey, TValue> make)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> lasting = new();
    private readonly ConditionalWeakTable<Type, ConcurrentDictionary<TKey, TValue>> passing = [];

    /// <param name="key">What is asked.</param>
    /// <param name="about">The type or method that the answer must not outlive.</param>
    public TValue Get(TKey key, MemberInfo about)
    {
        if (lasting.TryGetValue(key, out TValue? known))
        {
            return known;
        }

        if (!about.IsCollectible)
        {
            return lasting.GetOrAdd(key, make);
        }
        // A generic method of a lasting type, closed by a type that passes, has nowhere to be kept.
        return (about as Type ?? about.DeclaringType) is { IsCollectible: true } type
            ? passing.GetOrAdd(type, static _ => new ConcurrentDictionary<TKey, TValue>()).GetOrAdd(key, make)
            : make(key);
    }
}
