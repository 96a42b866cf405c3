using System.Globalization;

namespace Taskue.TestSupport;

/// <summary>What a <see cref="RespScript"/> does with one command: wait, answer, hang up.</summary>
/// <remarks>A character is one byte (Latin-1), as in what was received, so that binary text goes both ways.</remarks>
public sealed record RespAnswer(string? Raw)
{
    public static readonly RespAnswer Ok = Simple("OK");

    public static readonly RespAnswer Nil = new("$-1\r\n");

    /// <summary>Takes the command and never answers it.</summary>
    public static readonly RespAnswer Silence = new((string?)null);

    /// <summary>Ends the connection without an answer.</summary>
    public static readonly RespAnswer HangUp = new((string?)null) { Closes = true };

    /// <summary>How long to wait before the answer; other commands of the connection wait behind it, as on a real server.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>End the connection after the answer.</summary>
    public bool Closes { get; init; }

    public static RespAnswer Simple(string text) => new($"+{text}\r\n");

    /// <summary>An error; the text begins with its code, such as <c>READONLY</c>.</summary>
    public static RespAnswer Error(string text) => new($"-{text}\r\n");

    public static RespAnswer Number(long value) => new(string.Create(CultureInfo.InvariantCulture, $":{value}\r\n"));

    public static RespAnswer Bulk(string text) => new(
        string.Create(CultureInfo.InvariantCulture, $"${text.Length}\r\n{text}\r\n"));

    public static RespAnswer Array(params RespAnswer[] items) => new(
        string.Create(CultureInfo.InvariantCulture, $"*{items.Length}\r\n{string.Concat(items.Select(item => item.Raw))}"));
}
