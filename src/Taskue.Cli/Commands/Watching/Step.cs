using Taskue.Cli.Documents;

namespace Taskue.Cli.Commands.Watching;

/// <summary>Where one thing stands: told again when its state is another.</summary>
/// <param name="Key">Which thing.</param>
/// <param name="Line">It in a line of text.</param>
/// <param name="Document">It as JSON; its state is what is compared.</param>
internal sealed record Step(string Key, string Line, StepDocument Document);
