using System.Text.Json.Nodes;

namespace Taskue;

/// <summary>Looks into JSON nodes: their keys are read without regard to case, and their strings can be what no JSON text holds.</summary>
internal static class JsonNodeCheck
{
    public static Finding? Find(JsonNode node, Look look) => node switch
    {
        JsonObject map => OfObject(map, look),
        JsonArray list => OfArray(list, look),
        _ => look == Look.Text && node is JsonValue value && value.TryGetValue(out string? text) && ValueCheck.IsBroken(text) ? Finding.BrokenText : null,
    };

    private static Finding? OfObject(JsonObject map, Look look)
    {
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in map)
        {
            if (look == Look.Nodes && !keys.Add(key))
            {
                return new Finding("", $"is a JsonObject that has the key '{key}' in another spelling, too, and keys are read back without regard to case. "
                    + "Pass a JsonElement or a Dictionary, which keep both.");
            }

            if (look == Look.Text && ValueCheck.IsBroken(key))
            {
                return Finding.BrokenText.Inside(".Keys");
            }

            if (value is not null && Find(value, look) is { } found)
            {
                return found.Inside($"['{key}']");
            }
        }

        return null;
    }

    private static Finding? OfArray(JsonArray list, Look look)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is { } item && Find(item, look) is { } found)
            {
                return found.Inside($"[{i}]");
            }
        }

        return null;
    }
}
