namespace Taskue;

/// <summary>What a runner makes of a stored method.</summary>
internal abstract record MethodLookup
{
    private MethodLookup()
    {
    }

    /// <summary>It may run.</summary>
    public sealed record Runnable(Invoker Invoker) : MethodLookup;

    /// <summary>It may not run here, and would not tomorrow: the task is <c>errored</c>. The message names the setting that would allow it.</summary>
    public sealed record Refused(string Message) : MethodLookup;

    /// <summary>This runner's build does not have it, another's may: the task is held.</summary>
    public sealed record Unknown(string Message) : MethodLookup;
}
