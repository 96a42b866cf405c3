using StackExchange.Redis;

namespace Taskue.Cli.Settings;

/// <summary>How to connect, in one text: StackExchange.Redis's form, or a URL.</summary>
internal static class RedisText
{
    /// <summary>What is wrong with it, or null. The message never holds what could be a password.</summary>
    public static string? Fault(string text)
    {
        try
        {
            _ = TaskueClient.ParseConnectionString(text);
            return null;
        }
        catch (ArgumentException fault)
        {
            return fault.Message.Replace("The connection string ", "", StringComparison.Ordinal).TrimEnd('.');
        }
    }

    public static bool HasPassword(string text) => PasswordIn(text) is not null;

    /// <summary>The same text without its password.</summary>
    public static string Masked(string text) => PasswordIn(text) is { } range ? string.Concat(text.AsSpan(0, range.Start.Value), "***", text.AsSpan(range.End.Value)) : text;

    /// <summary>The servers of it, without anything secret.</summary>
    public static string Servers(ConfigurationOptions options) =>
        string.Join(",", options.EndPoints.Select(point => point is System.Net.DnsEndPoint name ? $"{name.Host}:{name.Port}" : point.ToString()));

    // "…,password=HERE,…" to the end, as a password with a comma would be cut in two; "redis://user:HERE@host".
    private static Range? PasswordIn(string text)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0 && text.AsSpan(0, scheme).IndexOfAny(",=:") < 0)
        {
            int at = text.LastIndexOf('@');
            int colon = text.IndexOf(':', scheme + 3);
            return colon >= 0 && colon < at ? (colon + 1)..at : null;
        }

        int word = text.IndexOf("password", StringComparison.OrdinalIgnoreCase);
        int sign = word < 0 ? -1 : text.IndexOf('=', word);
        if (sign < 0)
        {
            return null;
        }

        int next = text.IndexOf('=', sign + 1);
        int end = next < 0 ? -1 : text.LastIndexOf(',', next);
        return (sign + 1)..(end > sign ? end : text.Length);
    }
}
