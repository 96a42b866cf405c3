using System.Text;
using Taskue.Cli.Parsing;
using Taskue.Store;

namespace Taskue.Proof.Fuzz.Targets;

/// <summary>Ids, names, titles, and places in lists: what users hand in. Wrong ones fail before anything is sent.</summary>
internal static class NameTargets
{
    private const int LongestMessage = 700;

    private static readonly Action<string>[] Checks =
    [
        text => TaskId.Check(text, "id"),
        text => TaskId.CheckBeginning(text, "id"),
        text => Names.CheckQueue(text, "queue"),
        text => Names.CheckNamespace(text, "namespace"),
        text => Names.CheckRunner(text, "runner"),
        text => Names.CheckTitle(text, "title"),
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("names", 60,
            [.. ((string[])["001arz3ndektsv4rrffq69g", "101arz3", "2images:v1/ubuntu:18", "3shop-eu.prod", "4worker_1", "5Résumé of cat.png 😀"]).Select(Encoding.UTF8.GetBytes)], Name)
        { Typed = [typeof(ArgumentException)] },
        new("cursors", 30, [.. ((string[])["index:01arz3ndektsv4rrffq69g", "p:1700000000000|01arz3ndektsv4rrffq69g", "index:", "p:17"]).Select(Encoding.UTF8.GetBytes)], Cursor)
        { Typed = [typeof(ArgumentException)] },
        new("log-places", 20, ["3.1.17.4096"u8.ToArray(), LogBytes(LogPlace.Beginning)], input => LogPlace.TryParse(WildText.Of(input)) is null ? "no place" : null),
        new("durations", 20, [.. ((string[])["500ms", "90s", "1.5h", "00:10:00", "2d", "7"]).Select(Encoding.UTF8.GetBytes)], Duration),
    ];

    private static byte[] LogBytes(LogPlace place) => Encoding.UTF8.GetBytes(place.ToString());

    /// <summary>The first byte says which kind of name it is.</summary>
    private static string? Name(byte[] input)
    {
        if (input.Length > 0)
        {
            Short(() => Checks[input[0] % Checks.Length](WildText.Of(input.AsSpan(1))));
        }

        return null;
    }

    private static string? Cursor(byte[] input)
    {
        string text = WildText.Of(input);
        Short(() => SearchPages.ReadAsync<int>(
            ["index", "p"], text, 0, 1, new Filter(null, null, null, null), count: false, _ => Task.FromResult(new SearchReply<int>("", 0, [])), CancellationToken.None).GetAwaiter().GetResult());
        return null;
    }

    private static string? Duration(byte[] input)
    {
        if (!Durations.TryParse(WildText.Of(input), out TimeSpan duration))
        {
            return "no length";
        }

        PromiseException.Unless(duration >= TimeSpan.Zero, "a length of time is not negative");
        return null;
    }

    private static void Short(Action check)
    {
        try
        {
            check();
        }
        catch (ArgumentException fault)
        {
            PromiseException.Unless(fault.Message.Length <= LongestMessage, "a message does not repeat more than the beginning of what was wrong");
            throw;
        }
    }
}
