namespace Taskue.Proof.Fuzz;

/// <summary>A place where something comes in from outside.</summary>
/// <param name="Name">What files and the report name it by: letters and dashes.</param>
/// <param name="Share">How many thousandths of the inputs it gets; what is slow gets fewer.</param>
/// <param name="Samples">Valid inputs, which must be accepted.</param>
/// <param name="Feed">Takes an input: null if it was accepted, else how it was refused. It throws one of <see cref="Typed"/>, or breaks the rule.</param>
internal sealed record FuzzTarget(string Name, int Share, IReadOnlyList<byte[]> Samples, Func<byte[], string?> Feed)
{
    /// <summary>Exceptions that say what is wrong with the input; exactly these, and none derived from them.</summary>
    public IReadOnlyList<Type> Typed { get; init; } = [];

    /// <summary>What mutations put in beside what all targets get.</summary>
    public IReadOnlyList<byte[]> Words { get; init; } = [];
}

/// <summary>What was made of an input is not what was promised.</summary>
internal sealed class PromiseException(string message) : Exception(message)
{
    public static void Unless(bool holds, string promise)
    {
        if (!holds)
        {
            throw new PromiseException(promise);
        }
    }
}
