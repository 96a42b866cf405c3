using System.Text;

namespace Taskue.Proof.Fuzz;

/// <summary>Inputs of several parts, with a byte between them (ASCII's record separator) that mutations may move, too.</summary>
internal static class Parts
{
    public const byte Separator = 0x1E;

    public static byte[] Join(params string[] parts) => Encoding.UTF8.GetBytes(string.Join((char)Separator, parts));

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany((part, i) => i == 0 ? part : [Separator, .. part])];

    /// <summary>At most <paramref name="count"/> parts, the last with all that is left; those that are missing are empty.</summary>
    public static byte[][] Of(byte[] input, int count)
    {
        var parts = new byte[count][];
        ReadOnlySpan<byte> rest = input;
        for (int i = 0; i < count; i++)
        {
            int end = i == count - 1 ? -1 : rest.IndexOf(Separator);
            parts[i] = end < 0 ? rest.ToArray() : rest[..end].ToArray();
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return parts;
    }

    public static string[] Texts(byte[] input, int count) => [.. Of(input, count).Select(part => WildText.Of(part))];

    public static byte[][] All(byte[] input) => Of(input, 1 + input.AsSpan().Count(Separator));
}
