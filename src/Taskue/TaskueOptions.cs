using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue;

/// <summary>Settings of a <see cref="TaskueClient"/>. Read when it is made; later changes have no effect.</summary>
public sealed class TaskueOptions
{
    /// <summary>The group of queues, tasks, workflows and runners to work in. It is made by the first write.</summary>
    /// <value>1 to 64 characters <c>[A-Za-z0-9._-]</c>, beginning with a letter or digit. Default: <c>default</c>.</value>
    public string Namespace { get; set; } = "default";

    /// <summary>What every key of Taskue's begins with.</summary>
    /// <value>1 to 32 characters <c>[A-Za-z0-9._-]</c>. Default: <c>taskue</c>.</value>
    public string KeyPrefix { get; set; } = "taskue";

    /// <summary>How large one task's arguments may be, as JSON.</summary>
    /// <value>1 KiB to 64 MiB. Default: 1 MiB.</value>
    public int MaxPayloadBytes { get; set; } = 1024 * 1024;

    /// <summary>How long one call to Redis may take before it counts as lost.</summary>
    /// <value>100 milliseconds to 5 minutes. Default: 5 seconds. Used for connections that the client makes itself.</value>
    public TimeSpan RedisTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether connecting, and the start of a runner, fail if Redis cannot be reached then. Otherwise they go on, wait for Redis, and log it.</summary>
    /// <value>
    /// Default: <see langword="null"/>, which is <see langword="true"/> for <see cref="TaskueClient"/> and <see cref="TaskueRunner"/>, and <see langword="false"/> in the
    /// generic host and for <c>taskue runner start</c>.
    /// </value>
    /// <remarks>
    /// A client that waits throws a <see cref="StoreException"/> from each call until Redis is there. A server that refuses the password, or cannot be used, fails the start in
    /// any case, if it can be reached then.
    /// </remarks>
    public bool? FailFast { get; set; }

    /// <summary>Where the client logs.</summary>
    /// <value>Default: nowhere.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The transitions; tests give others, to see what breaks. Default: this release's.</summary>
    internal ScriptSet? Scripts { get; set; }

    /// <summary>The clock of waits; tests give others, to drive it. Default: the machine's.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    internal bool FailsFast => FailFast ?? true;

    internal TaskueOptions Copy() => (TaskueOptions)MemberwiseClone();

    /// <summary>Checks every setting, and tells all faults together.</summary>
    internal void Validate()
    {
        var faults = new OptionFaults(nameof(TaskueOptions));
        faults.Check(nameof(Namespace), () => Names.CheckNamespace(Namespace, nameof(Namespace)));
        faults.Check(nameof(KeyPrefix), () => Names.CheckNamespace(KeyPrefix, nameof(KeyPrefix)));
        faults.Check(KeyPrefix is null || KeyPrefix.Length <= 32, nameof(KeyPrefix), "must have 1 to 32 characters", KeyPrefix);
        faults.Check(MaxPayloadBytes is >= 1024 and <= 64 * 1024 * 1024, nameof(MaxPayloadBytes), "must be 1 KiB to 64 MiB (1024 to 67108864)", MaxPayloadBytes);
        faults.Check(RedisTimeout >= TimeSpan.FromMilliseconds(100) && RedisTimeout <= TimeSpan.FromMinutes(5), nameof(RedisTimeout),
            "must be 100 milliseconds to 5 minutes", RedisTimeout);
        faults.ThrowIfAny();
    }
}
