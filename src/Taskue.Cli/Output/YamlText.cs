using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Taskue.Cli.Output;

/// <summary>JSON as YAML, for reading: two spaces a level, quotes only where a plain text would mean something else.</summary>
internal static class YamlText
{
    public static void Write(TextWriter output, JsonElement value) => Write(output, value, 0, inList: false);

    private static void Write(TextWriter output, JsonElement value, int depth, bool inList)
    {
        if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any())
        {
            bool first = inList;
            foreach (JsonProperty property in value.EnumerateObject())
            {
                output.Write(first ? "" : new string(' ', depth * 2));
                first = false;
                output.Write($"{Text(property.Name)}:");
                Below(output, property.Value, depth, property.Value.ValueKind == JsonValueKind.Array ? depth : depth + 1);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0)
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                output.Write($"{new string(' ', depth * 2)}- ");
                if (IsNested(item) && item.ValueKind == JsonValueKind.Array)
                {
                    output.WriteLine();
                    Write(output, item, depth + 1, inList: false);
                }
                else
                {
                    Write(output, item, depth + 1, inList: true);
                }
            }
        }
        else
        {
            output.WriteLine(Scalar(value));
        }
    }

    private static void Below(TextWriter output, JsonElement value, int depth, int inner)
    {
        if (IsNested(value))
        {
            output.WriteLine();
            Write(output, value, inner, inList: false);
        }
        else
        {
            output.Write(' ');
            Write(output, value, depth, inList: false);
        }
    }

    private static bool IsNested(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() > 0,
        _ => false,
    };

    private static string Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Text(value.GetString()!),
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        _ => value.GetRawText(),
    };

    // Plain is only what cannot be taken for anything else.
    private static string Text(string text)
    {
        bool plain = text.Length is > 0 and < 200 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/')
            && text.ToLowerInvariant() is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n");
        return plain ? text : Quoted(text);
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (Rune rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when !Steering.Is(rune) => rune.ToString(),
                <= 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}"), // no pairs of surrogates, as JSON has them
            });
        }

        return quoted.Append('"').ToString();
    }
}
