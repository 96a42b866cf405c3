using System.Text.Json;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Output;

/// <summary>Prints data in the form that was asked for. Only data goes to standard output.</summary>
internal sealed class Printer(TextWriter output, TextWriter error, Look look)
{
    private OutputSettings Settings => look.Settings;

    public Look Look => look;

    /// <summary>A list. In a table an empty one is a line on standard error.</summary>
    public void List<T>(Form<T> form, IReadOnlyList<T> items, PageInfo? page = null, string? none = null)
    {
        IReadOnlyList<Column<T>> columns = Chosen(form.Columns);
        items = Sorted(form, items);
        switch (Settings.Form)
        {
            case OutputForm.Json:
                output.WriteLine(JsonText.Of(JsonText.List(items.Select(form.Json), page), indented: true));
                return;
            case OutputForm.Jsonl:
                Each(items, item => JsonText.Of(form.Json(item), indented: false));
                break;
            case OutputForm.Yaml:
                YamlText.Write(output, JsonText.List(items.Select(form.Json), page));
                return;
            case OutputForm.Name:
                Each(items, form.Name);
                break;
            default:
                if (items.Count > 0)
                {
                    Table.Write(output, look, columns, items);
                }
                else if (none is not null && page is null or { Page: 1 })
                {
                    error.WriteLine(none);
                }

                break;
        }

        if (page?.Line is { } line)
        {
            output.Flush();
            error.WriteLine(line);
        }
    }

    /// <summary>One thing: whole, as its sheet says.</summary>
    public void One<T>(Form<T> form, T item, Action<Sheet> sheet)
    {
        switch (Settings.Form)
        {
            case OutputForm.Json:
                output.WriteLine(JsonText.Of(JsonText.One(form.Json(item)), indented: true));
                break;
            case OutputForm.Jsonl:
                output.WriteLine(JsonText.Of(form.Json(item), indented: false));
                break;
            case OutputForm.Yaml:
                YamlText.Write(output, JsonText.One(form.Json(item)));
                break;
            case OutputForm.Name:
                output.WriteLine(form.Name(item));
                break;
            default:
                var text = new Sheet(output, look);
                sheet(text);
                text.End();
                break;
        }
    }

    /// <summary>Things that were named: one as it is, several as a list of the same.</summary>
    public void Each<T>(Form<T> form, IReadOnlyList<T> items, Action<T, Sheet> sheet)
    {
        if (items.Count != 1 && !Settings.IsText)
        {
            List(form, items);
            return;
        }

        for (int at = 0; at < items.Count; at++)
        {
            if (at > 0)
            {
                output.WriteLine();
            }

            One(form, items[at], text => sheet(items[at], text));
        }
    }

    /// <summary>How many there are of each, and of all.</summary>
    public void Counts(IEnumerable<(Cell Name, long Count)> counts, long total)
    {
        (Cell Name, long Count)[] all = [.. counts];
        JsonElement Json() => JsonText.Counts(all.Select(one => (one.Name.Text, one.Count)), total);
        switch (Settings.Form)
        {
            case OutputForm.Json:
                output.WriteLine(JsonText.Of(JsonText.One(Json()), indented: true));
                break;
            case OutputForm.Jsonl:
                output.WriteLine(JsonText.Of(Json(), indented: false));
                break;
            case OutputForm.Yaml:
                YamlText.Write(output, JsonText.One(Json()));
                break;
            case OutputForm.Name:
                output.WriteLine(total.ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;
            default:
                Table.Write<(Cell Name, long Count)>(output, look,
                    [new("state", static (one, _) => one.Name), new("count", static (one, _) => Words.Of(one.Count)) { IsRight = true }],
                    [.. all, (new Cell("all", Tone.Strong), total)]);
                break;
        }
    }

    private void Each<T>(IReadOnlyList<T> items, Func<T, string> line)
    {
        foreach (T item in items)
        {
            output.WriteLine(line(item));
        }
    }

    private IReadOnlyList<Column<T>> Chosen<T>(IReadOnlyList<Column<T>> all) => Settings.Columns.Count > 0
        ? [.. Settings.Columns.Select(name => Find(all, name, GlobalOptions.Columns.Name))]
        : Settings.Form == OutputForm.Wide ? all : [.. all.Where(column => !column.IsWide)];

    private IReadOnlyList<T> Sorted<T>(Form<T> form, IReadOnlyList<T> items)
    {
        if (Settings.Sort is not { } name)
        {
            return items;
        }

        bool down = name.StartsWith('-');
        Column<T> column = Find(form.Columns, down ? name[1..] : name, GlobalOptions.Sort.Name);
        Func<T, IComparable?> key = column.SortBy ?? (item => column.Cell(item, look).Text);
        return [.. down ? items.OrderByDescending(key) : items.OrderBy(key)];
    }

    private static Column<T> Find<T>(IReadOnlyList<Column<T>> all, string name, string option)
    {
        if (all.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return found;
        }

        string? near = UsageText.Nearest(name, all.Select(column => column.Name));
        throw new UsageException($"{option} names no column '{name}'.{(near is null ? "" : $" Did you mean '{near}'?")} There are: {string.Join(", ", all.Select(column => column.Name))}.");
    }
}
