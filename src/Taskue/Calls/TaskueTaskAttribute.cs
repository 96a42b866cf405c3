namespace Taskue;

/// <summary>Gives a method a stable name, under which calls of it are stored: a renamed method, class or assembly still runs what is queued.</summary>
/// <param name="name">
/// 1 to 128 characters: parts of <c>[A-Za-z0-9_-]</c> with a dot between them, as <c>images.resize</c>. Upper and lower case differ. A name that is
/// none is told when a call is made (<see cref="ArgumentException"/>) and when a runner starts that may run the method.
/// </param>
/// <remarks>
/// <para>Name and version together are the identity, so a change of the parameters that old calls do not fit takes the next
/// <see cref="Version"/>; the old one may stay beside it, as a method of its own. Whether the stored arguments fit is decided where the task runs:
/// ones that do not make it <see cref="TaskState.Errored"/> (<c>TQ1011</c>). A runner that has no method of that name and version holds the task.</para>
/// <para>Static and instance methods may have it, and methods of interfaces, which the runner takes from its services; generic methods and methods of
/// generic types may not. Producers and runners that do not know the attribute's method by its name must be of a release that knows stable names.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class TaskueTaskAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>Which version of the name it is.</summary>
    /// <value>At least 1. Default: 1.</value>
    public int Version { get; set; } = 1;
}
