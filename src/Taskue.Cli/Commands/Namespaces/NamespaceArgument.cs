using System.CommandLine;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Namespaces;

/// <summary>The name of a namespace.</summary>
internal static class NamespaceArgument
{
    public static Argument<string?> Create(string description, ArgumentArity arity)
    {
        var argument = new Argument<string?>("NAME") { Description = description, Arity = arity };
        argument.CompletionSources.Add(Completion.Namespaces);
        return argument;
    }

    /// <summary>A namespace that is there; another name earns the nearest.</summary>
    public static async Task<string> KnownAsync(TaskueClient taskue, string name)
    {
        IReadOnlyList<string> all = await taskue.ListNamespacesAsync();
        if (all.Contains(name, StringComparer.Ordinal))
        {
            return name;
        }

        string? near = UsageText.Nearest(name, all);
        throw new MissingException($"There is no namespace '{name}'.{(near is not null ? $" Did you mean '{near}'?" : all.Count is > 0 and <= 20 ? $" There are: {string.Join(", ", all)}." : "")}");
    }
}
