using System.Globalization;
using StackExchange.Redis;

namespace Taskue.Cli.Settings;

/// <summary>How to connect, in one text: StackExchange.Redis's form, or a URL.</summary>
internal static class RedisText
{
    private static readonly string[] Schemes = ["redis", "rediss", "valkey", "valkeys"];

    /// <summary>What is wrong with it, or null. The message never holds what could be a password.</summary>
    public static string? Fault(string text)
    {
        try
        {
            return Parse(text).EndPoints.Count == 0 ? "names no server" : null;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            // With a comma in its password the parser takes the rest of it for a word it does not know.
            string detail = HasPassword(text) ? "" : $": {fault.Message.Split(" (Parameter", 2)[0].TrimEnd('.')}";
            return $"cannot be read{detail}; it should look like host:port,ssl=true or rediss://user@host:6380/0";
        }
    }

    public static ConfigurationOptions Parse(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            return ConfigurationOptions.Parse(text);
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || !Schemes.Contains(url.Scheme) || url.Host.Length == 0)
        {
            throw new FormatException("it is no URL of the form redis://host:6379/0");
        }

        var options = new ConfigurationOptions { Ssl = url.Scheme.EndsWith('s') && url.Scheme.Length > 5 };
        options.EndPoints.Add(url.IdnHost, url.Port > 0 ? url.Port : 6379);
        string[] who = url.UserInfo.Split(':', 2);
        options.User = who[0].Length > 0 ? Uri.UnescapeDataString(who[0]) : null;
        options.Password = who.Length == 2 ? Uri.UnescapeDataString(who[1]) : null;
        string database = url.AbsolutePath.Trim('/');
        if (database.Length > 0)
        {
            options.DefaultDatabase = int.TryParse(database, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : throw new FormatException($"the path of the URL must be the number of a database, but is '{database}'");
        }

        return options;
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
        if (scheme >= 0)
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
