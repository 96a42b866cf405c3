namespace Taskue.Proof.Fuzz.Targets;

/// <summary>The methods that fuzzed calls may run: pure, and of all kinds of parameters.</summary>
internal static class FuzzTasks
{
    internal enum Colour
    {
        Red,
        Green,
    }

    internal sealed record Parcel(string To, double Weight, IReadOnlyList<Parcel>? Inside = null, DateTimeOffset? Sent = null, Colour Colour = Colour.Red);

    internal ref struct OnTheStack
    {
        public int Number { get; set; }
    }

    internal sealed class Box<T>
    {
        public static int Count(T[] values) => values.Length;
    }

    public static int Add(int a, long b, decimal c) => unchecked((int)(a + b + (long)(c % 1000)));

    public static string Join(string? a, char b, string[]? many) => $"{a}{b}{many?.Length}";

    public static Parcel? Echo(Parcel? parcel, Dictionary<string, List<int?>>? map) => parcel is null ? null : parcel with { Weight = map?.Count ?? 0 };

    public static string Times(DateTimeOffset at, TimeSpan span, Guid id, Uri? uri, Version? version, DateOnly day, Half half, Int128 large) =>
        $"{at.Year}{span.Days}{id}{uri?.OriginalString}{version}{day.Year}{half}{large}";

    public static byte[]? Bytes(byte[]? bytes, (int Number, string Text) pair, bool yes, double number, System.Text.Json.JsonElement any) =>
        yes || double.IsNaN(number) ? bytes : [(byte)pair.Number, (byte)any.ValueKind];

    public static T Same<T>(T value) => value;
}
