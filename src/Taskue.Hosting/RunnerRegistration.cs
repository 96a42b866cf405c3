namespace Taskue;

/// <summary>One call of <c>AddTaskueRunner</c>: where its options stand.</summary>
internal sealed record RunnerRegistration(string OptionsName);
