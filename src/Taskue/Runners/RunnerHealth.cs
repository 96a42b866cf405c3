namespace Taskue;

/// <summary>How a runner stands at a moment, as far as its own process knows.</summary>
/// <param name="IsHealthy">Whether it is registered and takes or finishes tasks, and its store can be used.</param>
/// <param name="Description">The same in words: what it does, or what is wrong and for how long.</param>
/// <param name="StoreFault">Why its store cannot be used; <see langword="null"/> while it can.</param>
public sealed record RunnerHealth(bool IsHealthy, string Description, StoreException? StoreFault = null);
