namespace Taskue;

/// <summary>Why values of a type do not survive JSON.</summary>
/// <param name="At">The member, as <c>.Items[].Owner</c>; empty for the type itself.</param>
/// <param name="Problem">What is wrong, as a predicate.</param>
/// <param name="Remedy">What to do instead, as a sentence.</param>
internal sealed record ContractFault(string At, string Problem, string Remedy)
{
    /// <summary>The end of a message that began with the parameter.</summary>
    public override string ToString() =>
        At.Length == 0 ? $" cannot be stored: it {Problem}. {Remedy}" : $" cannot be stored: its member '{At.TrimStart('.')}' {Problem}. {Remedy}";
}
