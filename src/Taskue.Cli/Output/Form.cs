using System.Text.Json;

namespace Taskue.Cli.Output;

/// <summary>How things of one kind are printed.</summary>
/// <param name="Columns">The columns of their table.</param>
/// <param name="Name">What <c>-o name</c> prints of one.</param>
/// <param name="Json">One as JSON.</param>
internal sealed record Form<T>(IReadOnlyList<Column<T>> Columns, Func<T, string> Name, Func<T, JsonElement> Json);
