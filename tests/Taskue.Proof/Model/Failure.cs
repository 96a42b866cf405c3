namespace Taskue.Proof.Model;

/// <summary>A step after which the store is not what the model says, or an invariant does not hold.</summary>
/// <param name="Step">Counted from 1.</param>
/// <param name="By">What noticed it, such as <c>answer of exchange</c>, <c>keys: live</c> or <c>invariant: conservation</c>.</param>
/// <param name="Text">All that was noticed.</param>
internal sealed record Failure(int Step, string By, string Text);

internal sealed class HistoryException(Failure failure) : Exception(failure.Text)
{
    public Failure Failure { get; } = failure;
}
