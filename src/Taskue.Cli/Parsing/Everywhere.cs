using System.CommandLine;
using Taskue.Cli.Output;

namespace Taskue.Cli.Parsing;

/// <summary><c>-A</c>: a list over all namespaces, with a column for the namespace.</summary>
internal static class Everywhere
{
    public static readonly Option<bool> Option = new("--all-namespaces", "-A") { Description = "Of all namespaces." };

    public static async Task ListAsync<T>(
        Invocation call, TaskueClient taskue, Form<T> form, Func<TaskueClient, Task<IReadOnlyList<T>>> list, string none, Func<T, bool>? fits = null)
    {
        fits ??= static _ => true;
        if (!call.Value(Option))
        {
            call.Printer.List(form, [.. (await list(taskue)).Where(fits)], none: none);
            return;
        }

        var all = new List<(string Namespace, T Item)>();
        foreach (string name in await taskue.ListNamespacesAsync())
        {
            await using TaskueClient one = taskue.WithNamespace(name);
            all.AddRange((await list(one)).Where(fits).Select(item => (name, item)));
        }

        call.Printer.List(Lifted(form), all, none: "none in any namespace");
    }

    private static Form<(string Namespace, T Item)> Lifted<T>(Form<T> form) => new(
        [
            new("namespace", static (pair, _) => pair.Namespace),
            .. form.Columns.Select(column => new Column<(string Namespace, T Item)>(column.Name, (pair, look) => column.Cell(pair.Item, look))
            {
                IsWide = column.IsWide,
                IsRight = column.IsRight,
                Gives = column.Gives,
                SortBy = column.SortBy is { } sort ? pair => sort(pair.Item) : null,
            }),
        ],
        pair => $"{pair.Namespace}/{form.Name(pair.Item)}",
        pair => JsonText.With("namespace", pair.Namespace, form.Json(pair.Item)));
}
