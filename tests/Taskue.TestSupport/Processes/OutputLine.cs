namespace Taskue.TestSupport;

/// <summary>One line that a program printed.</summary>
public sealed record OutputLine(string Text, bool IsError);
