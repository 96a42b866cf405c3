using System.Globalization;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>How to connect, in one text: a StackExchange.Redis connection string, or a URL.</summary>
internal static class ConnectionText
{
    private const string Examples = "It should look like host:6379,ssl=true or rediss://user@host:6380/0.";
    private static readonly string[] Schemes = ["redis", "rediss", "valkey", "valkeys"];

    /// <exception cref="ArgumentException">It cannot be read, or names no server. The message holds nothing of the text that could be a password.</exception>
    public static ConfigurationOptions Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        ConfigurationOptions options = IsUrl(connectionString) ? ParseUrl(connectionString) : ParsePairs(connectionString);
        return options.EndPoints.Count > 0 ? options : throw Unreadable("it names no server");
    }

    /// <summary>Whether it begins with a scheme. A password of a connection string may have <c>://</c> in it, too.</summary>
    private static bool IsUrl(string text)
    {
        int end = text.IndexOf("://", StringComparison.Ordinal);
        return end > 0 && text.AsSpan(0, end).IndexOfAny(",=:") < 0;
    }

    private static ConfigurationOptions ParsePairs(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            // A password with a comma in it is cut in two, and the parser quotes its rest as a keyword.
            throw Unreadable(text.Contains("password", StringComparison.OrdinalIgnoreCase)
                ? "one of its settings is not supported, or has a wrong value (a password with a comma has to be given as a URL, with %2C)"
                : fault.Message.Split(" (Parameter", 2)[0].TrimEnd('.'));
        }
    }

    private static ConfigurationOptions ParseUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Host.Length == 0)
        {
            throw Unreadable("it is not a URL (percent-encode special characters in user and password, and add no settings after a comma)");
        }

        if (!Schemes.Contains(url.Scheme))
        {
            throw Unreadable($"'{url.Scheme}' is not a scheme for Redis: use redis, or rediss for TLS");
        }

        if (url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            throw Unreadable("a URL has no place for settings behind '?' or '#': use a connection string for them");
        }

        if (url.Port == 0)
        {
            throw Unreadable("its port must be 1 to 65535");
        }

        var options = new ConfigurationOptions { Ssl = url.Scheme is "rediss" or "valkeys" };
        try
        {
            options.EndPoints.Add(url.IdnHost, url.Port > 0 ? url.Port : 6379);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            throw Unreadable("its host is not a valid name");
        }

        string[] who = url.UserInfo.Split(':', 2);
        options.User = who[0].Length > 0 ? Uri.UnescapeDataString(who[0]) : null;
        options.Password = who.Length == 2 ? Uri.UnescapeDataString(who[1]) : null;
        string database = url.AbsolutePath.Trim('/');
        if (database.Length > 0)
        {
            options.DefaultDatabase = int.TryParse(database, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : throw Unreadable($"the path of the URL must be the number of a database, but is '{database}'");
        }

        return options;
    }

#pragma warning disable MA0015 // The parameter's name tells no reader more than the message does.
    private static ArgumentException Unreadable(string why) => new($"The connection string cannot be read: {why}. {Examples}");
#pragma warning restore MA0015
}
