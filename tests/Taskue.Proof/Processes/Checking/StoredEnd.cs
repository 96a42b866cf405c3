using System.Globalization;

namespace Taskue.Proof.Processes;

/// <summary>A record of <c>done</c>, read as <c>docs/key-layout.md</c> says and not by the product's readers.</summary>
/// <param name="Letter">The final state.</param>
/// <param name="Starts">The start that ended the task.</param>
/// <param name="Attempts">How many attempts were charged before that start.</param>
/// <param name="Deaths">How many runners had died before that start.</param>
/// <param name="Result">As JSON.</param>
/// <param name="Message">Of the error.</param>
internal sealed record StoredEnd(
    char Letter, string Reason, long EndedMs, long Starts, long StartedMs, long Attempts, long Deaths, long QueuedMs, string Runner, string Result, string Message)
{
    public static StoredEnd Read(string record)
    {
        // 1|letter|reason|ended|starts|started|deadline|attempts|deaths|queued|tail
        string[] parts = record.Split('|', 11);
        var tail = Tail.Read(parts[10]);
        return new StoredEnd(parts[1][0], parts[2], Number(parts[3]), Number(parts[4]), Number(parts[5]), Number(parts[7]), Number(parts[8]), Number(parts[9]),
            tail.Runner, tail.Result, tail.Message);
    }

    internal static long Number(string text) => text.Length == 0 ? 0 : long.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>A record of <c>tries</c>: a start that did not end its task.</summary>
internal sealed record StoredTry(long Starts, long Attempts, long Deaths, string Outcome, long StartedMs, long EndedMs, string Runner, string Message)
{
    /// <summary>The records of one task, the oldest first; each has its length before it.</summary>
    public static IReadOnlyList<StoredTry> ReadAll(string text)
    {
        var all = new List<StoredTry>();
        for (int at = 0; at < text.Length;)
        {
            int colon = text.IndexOf(':', at);
            int length = int.Parse(text.AsSpan(at, colon - at), CultureInfo.InvariantCulture);
            string[] parts = text.Substring(colon + 1, length).Split('|', 7);
            var tail = Tail.Read(parts[6]);
            all.Add(new StoredTry(StoredEnd.Number(parts[0]), StoredEnd.Number(parts[1]), StoredEnd.Number(parts[2]), parts[3],
                StoredEnd.Number(parts[4]), StoredEnd.Number(parts[5]), tail.Runner, tail.Message));
            at = colon + 1 + length;
        }

        return all;
    }
}

/// <summary>What stands behind both: <c>runner|result,type,message,detail|</c>, four lengths, and the four texts.</summary>
internal sealed record Tail(string Runner, string Result, string Message)
{
    public static Tail Read(string text)
    {
        string[] parts = text.Split('|', 3);
        if (parts.Length < 3)
        {
            return new Tail(parts[0], "", "");
        }

        int[] lengths = [.. parts[1].Split(',').Select(length => int.Parse(length, CultureInfo.InvariantCulture))];
        return new Tail(parts[0], parts[2][..lengths[0]], parts[2].Substring(lengths[0] + lengths[1], lengths[2]));
    }
}
