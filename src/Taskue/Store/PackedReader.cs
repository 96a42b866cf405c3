using System.Buffers.Text;
using System.Text;

namespace Taskue.Store;

/// <summary>Reads packed records: numbers and names end at a delimiter, free text has its length before it.</summary>
/// <remarks>Everything it meets may come from a damaged store: each step says whether it could be read, and none runs past the end.</remarks>
internal ref struct PackedReader(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> rest = rest;

    public readonly bool AtEnd => rest.IsEmpty;

    public readonly ReadOnlySpan<byte> Rest => rest;

    /// <summary>What stands before the next delimiter, which is passed over.</summary>
    public bool TryField(byte delimiter, out ReadOnlySpan<byte> field)
    {
        int end = rest.IndexOf(delimiter);
        field = end < 0 ? default : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return end >= 0;
    }

    public bool TryText(byte delimiter, out string text)
    {
        bool read = TryField(delimiter, out ReadOnlySpan<byte> field);
        text = Encoding.UTF8.GetString(field);
        return read;
    }

    /// <summary>A whole number before the delimiter; an empty field is <see langword="null"/>.</summary>
    public bool TryNumber(byte delimiter, out long? number)
    {
        number = null;
        if (!TryField(delimiter, out ReadOnlySpan<byte> field))
        {
            return false;
        }

        if (field.IsEmpty)
        {
            return true;
        }

        bool whole = Utf8Parser.TryParse(field, out long value, out int used) && used == field.Length;
        number = whole ? value : null;
        return whole;
    }

    public bool TryTake(int length, out ReadOnlySpan<byte> bytes)
    {
        bool enough = length >= 0 && length <= rest.Length;
        bytes = enough ? rest[..length] : default;
        rest = enough ? rest[length..] : default;
        return enough;
    }
}
