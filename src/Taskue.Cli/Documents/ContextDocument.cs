namespace Taskue.Cli.Documents;

/// <summary>A context as JSON.</summary>
internal sealed record ContextDocument(string Name, bool Current, string Server, string Namespace, bool Protected);
