namespace Taskue.Proof.Model;

/// <summary>What clients and living runners hear of a namespace: their channels, and no other's.</summary>
internal sealed class Ears(RawLine line, string root)
{
    private static readonly byte[] Ping = RawLine.Encode("PING", "end");

    private readonly List<string> heard = [];
    private readonly HashSet<string> channels = new(StringComparer.Ordinal);

    /// <summary>Listens on these channels and on no others, each named without the namespace's root.</summary>
    public void ListenOn(IEnumerable<string> wanted)
    {
        HashSet<string> all = new(wanted, StringComparer.Ordinal);
        foreach (string channel in channels.Except(all).ToArray())
        {
            Change("UNSUBSCRIBE", channel);
            channels.Remove(channel);
        }

        foreach (string channel in all.Except(channels).ToArray())
        {
            Change("SUBSCRIBE", channel);
            channels.Add(channel);
        }
    }

    /// <summary>Asks for the end of what was published so far, which <see cref="Hear"/> waits for.</summary>
    public void Ask() => line.Send(Ping);

    /// <summary>All messages that were published before <see cref="Ask"/>, <c>channel text</c> each.</summary>
    public List<string> Hear()
    {
        Until("pong", null);
        var all = heard.ToList();
        heard.Clear();
        return all;
    }

    private void Change(string command, string channel)
    {
        line.Send(RawLine.Encode(command, root + channel));
        Until(command.ToLowerInvariant(), root + channel);
    }

    private void Until(string kind, string? channel)
    {
        while (true)
        {
            switch (line.Read())
            {
                case List<object?> reply when (string?)reply[0] == "message":
                    heard.Add($"{((string)reply[1]!)[root.Length..]} {reply[2]}".TrimEnd());
                    break;
                case List<object?> reply when (string?)reply[0] == kind && (channel is null || (string?)reply[1] == channel):
                    return;
                case string text when kind == "pong" && text is "PONG" or "end":
                    return;
                case var other:
                    throw new InvalidOperationException($"The server answers {other} to a subscriber.");
            }
        }
    }
}
