using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Taskue.Cli.Settings;

/// <summary>The text of a settings file: what it says, what is wrong with it, and the same text with one thing changed.</summary>
/// <remarks>Changes replace or add single lines, so comments, order and spelling stay as their owner wrote them.</remarks>
internal sealed class SettingsText
{
    private readonly DocumentSyntax document;
    private readonly List<string> faults = [];
    private readonly Dictionary<string, SettingValue> root = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Dictionary<string, SettingValue>> contexts = new(StringComparer.Ordinal);

    public SettingsText(string path, string text)
    {
        Path = path;
        Text = text.TrimStart('\uFEFF'); // a byte order mark is no part of it, and a line that is put first must not stand before one
        document = Parse();
        foreach (DiagnosticMessage message in document.Diagnostics)
        {
            Tell(message.Span, message.Message.TrimEnd('.'));
        }

        if (!document.HasErrors && faults.Count == 0)
        {
            Read();
        }
    }

    public string Path { get; }

    public string Text { get; }

    /// <summary>What is wrong, each with file, line and key.</summary>
    public IReadOnlyList<string> Faults => faults;

    public IReadOnlyDictionary<string, SettingValue> Root => root;

    public IReadOnlyDictionary<string, Dictionary<string, SettingValue>> Contexts => contexts;

    /// <summary>The text with a setting said, at the top or in a context.</summary>
    public string With(string? context, string key, string toml)
    {
        if (Find(context, key) is { } there)
        {
            return Text.Remove(there.Start, there.Length).Insert(there.Start, toml);
        }

        string line = $"{TomlText.Key(key)} = {toml}";
        if (context is null)
        {
            KeyValueSyntax? last = document.KeyValues.LastOrDefault();
            return last is not null ? InsertedBehind(last, line) : $"{line}\n{(Text.Length > 0 && !Text.StartsWith('\n') ? "\n" : "")}{Text}";
        }

        TableSyntaxBase? table = document.Tables.LastOrDefault(one => Parts(one.Name!) is [SettingList.Contexts, var name] && name == context);
        if (table is null)
        {
            string gap = Text.Length == 0 ? "" : Text.EndsWith('\n') ? "\n" : "\n\n";
            return $"{Text}{gap}[{SettingList.Contexts}.{TomlText.Key(context)}]\n{line}\n";
        }

        KeyValueSyntax? lastItem = table.Items.LastOrDefault();
        return InsertedBehind(lastItem is null ? table.CloseBracket! : lastItem, line);
    }

    /// <summary>The text without a setting.</summary>
    public string Without(string? context, string key) => Find(context, key) is { } there ? WithoutLines(there.Start, there.Start + there.Length) : Text;

    /// <summary>The text without a context.</summary>
    public string Without(string context)
    {
        string text = Text;
        foreach (TableSyntaxBase table in document.Tables.Where(one => Parts(one.Name!) is [SettingList.Contexts, var name] && name == context).Reverse())
        {
            int end = (table.Items.LastOrDefault() is { } last ? last.Value!.Span : table.CloseBracket!.Span).End.Offset;
            text = new SettingsText(Path, text).WithoutLines(table.OpenBracket!.Span.Offset, end);
        }

        // Written as an inline table or with dotted keys.
        var rest = new SettingsText(Path, text);
        return rest.Contexts.TryGetValue(context, out var values) && values.Count > 0
            ? new SettingsText(Path, rest.Without(context, values.Keys.First())).Without(context)
            : text;
    }

    // What the parser has no message for, it throws: nesting over its limit, and an escape that the end of the file cuts.
    private DocumentSyntax Parse()
    {
        try
        {
            return SyntaxParser.Parse(Text, Path, validate: true);
        }
        catch (TomlException fault)
        {
            faults.Add($"{Path}:{fault.Line ?? LastLine}: it is nested too deep, or no TOML.");
        }
        catch (ArgumentException)
        {
            faults.Add($"{Path}:{LastLine}: the file ends in the middle of a text.");
        }

        return new DocumentSyntax();
    }

    private int LastLine => 1 + Text.AsSpan().Count('\n');

    private SettingValue? Find(string? context, string key)
    {
        Dictionary<string, SettingValue>? values = context is null ? root : contexts.GetValueOrDefault(context);
        return values is not null && values.TryGetValue(key, out SettingValue found) ? found : null;
    }

    private string InsertedBehind(SyntaxNode node, string line)
    {
        int end = Text.IndexOf('\n', node.Span.End.Offset >= Text.Length ? Text.Length - 1 : node.Span.End.Offset);
        return end < 0 ? $"{Text}\n{line}\n" : Text.Insert(end + 1, line + "\n");
    }

    private string WithoutLines(int from, int to)
    {
        int start = from == 0 ? 0 : Text.LastIndexOf('\n', from - 1) + 1;
        int end = to >= Text.Length ? -1 : Text.IndexOf('\n', to);
        return end < 0 ? Text[..start] : Text.Remove(start, end + 1 - start);
    }

    private void Read()
    {
        foreach (KeyValueSyntax pair in document.KeyValues)
        {
            Take(Parts(pair.Key!), pair.Value!, pair.Span);
        }

        foreach (TableSyntaxBase table in document.Tables)
        {
            List<string> name = Parts(table.Name!);
            if (name is [SettingList.Contexts, var context])
            {
                contexts.TryAdd(context, new(StringComparer.Ordinal));
            }
            else if (name is not [SettingList.Contexts])
            {
                Tell(table.Span, $"[{string.Join('.', name)}] is no section: contexts are written [contexts.NAME]");
                continue;
            }

            foreach (KeyValueSyntax pair in table.Items)
            {
                Take([.. name, .. Parts(pair.Key!)], pair.Value!, pair.Span);
            }
        }

        if (root.TryGetValue(SettingList.CurrentContext, out SettingValue current) && !contexts.ContainsKey(current.Text))
        {
            string? near = Parsing.UsageText.Nearest(current.Text, contexts.Keys);
            faults.Add($"{Path}:{current.Line}: {SettingList.CurrentContext} names '{current.Text}', and there is no such context.{(near is null ? "" : $" Did you mean '{near}'?")}");
        }
    }

    private void Take(List<string> path, ValueSyntax value, SourceSpan span)
    {
        if (value is InlineTableSyntax inline)
        {
            foreach (InlineTableItemSyntax item in inline.Items)
            {
                Take([.. path, .. Parts(item.KeyValue!.Key!)], item.KeyValue.Value!, item.KeyValue.Span);
            }

            return;
        }

        (string? context, string key) = path switch
        {
            [var only] => (null, only),
            [SettingList.Contexts, var name, var inner] => (name, inner),
            _ => (null, string.Join('.', path)),
        };
        string? text = value switch
        {
            StringValueSyntax one => one.Value,
            IntegerValueSyntax one => one.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
            BooleanValueSyntax one => one.Value ? "true" : "false",
            _ => null,
        };
        if (FaultOf(context, key, text) is { } fault)
        {
            Tell(span, fault);
            return;
        }

        var found = new SettingValue(text!, span.Start.Line + 1, value.Span.Offset, value.Span.Length);
        if (context is null)
        {
            root[key] = found;
            return;
        }

        contexts.TryAdd(context, new(StringComparer.Ordinal));
        contexts[context][key] = found;
    }

    private static string? FaultOf(string? context, string key, string? text)
    {
        string extra = context is null ? SettingList.CurrentContext : SettingList.Protected;
        Setting? setting = SettingList.Find(key);
        if (setting is null && key != extra)
        {
            string? near = Parsing.UsageText.Nearest(key, SettingList.All.Select(one => one.Key).Append(extra));
            return $"'{key}' is no setting.{(near is null ? "" : $" Did you mean '{near}'?")}";
        }

        string? fault = text is null ? "must be a text, a number, or true or false"
            : setting is not null ? setting.Fault(text)
            : key == SettingList.Protected ? SettingKind.Switch.Fault(text) : SettingKind.Text.Fault(text);
        return fault is null ? null : $"{key} {fault}{(text is null || setting is { IsSecret: true } ? "" : $", but is '{RedisText.Masked(text)}'")}.";
    }

    private void Tell(SourceSpan span, string fault) => faults.Add($"{Path}:{span.Start.Line + 1}: {fault}");

    private static List<string> Parts(KeySyntax key)
    {
        List<string> parts = [Part(key.Key!)];
        foreach (DottedKeyItemSyntax item in key.DotKeys)
        {
            parts.Add(Part(item.Key!));
        }

        return parts;
    }

    private static string Part(BareKeyOrStringValueSyntax part) => part is StringValueSyntax quoted ? quoted.Value ?? "" : part.ToString().Trim();
}

/// <summary>A value in a settings file, and where it stands.</summary>
internal readonly record struct SettingValue(string Text, int Line, int Start, int Length);
