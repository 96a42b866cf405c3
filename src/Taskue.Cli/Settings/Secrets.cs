namespace Taskue.Cli.Settings;

/// <summary>The passwords that this process has read, so that none of them is printed by accident.</summary>
internal static class Secrets
{
    // Shorter ones would blot out half of every message.
    private const int Shortest = 4;

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal);

    public static void Remember(string? secret)
    {
        if (secret is { Length: >= Shortest })
        {
            Known.Add(secret);
        }
    }

    public static string Masked(string text)
    {
        foreach (string secret in Known)
        {
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return text;
    }
}
