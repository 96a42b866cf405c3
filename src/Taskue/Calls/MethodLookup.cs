namespace Taskue;

/// <summary>What a runner makes of a stored method.</summary>
internal abstract record MethodLookup
{
    private MethodLookup()
    {
    }

    /// <summary>It may run.</summary>
    /// <param name="Invoker">What runs it.</param>
    /// <param name="Owner">The module that it belongs to, to be entered before the call; null for the program's own.</param>
    public sealed record Runnable(Invoker Invoker, ICallScope? Owner) : MethodLookup;

    /// <summary>It may not run here, and would not tomorrow: the task is <c>errored</c>. The message names the setting that would allow it.</summary>
    public sealed record Refused(string Message) : MethodLookup;

    /// <summary>This runner's build does not have it, another's may: the task is held.</summary>
    public sealed record Unknown(string Message) : MethodLookup;
}
