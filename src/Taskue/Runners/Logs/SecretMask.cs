using System.Globalization;
using System.Text;

namespace Taskue;

/// <summary>Replaces secrets by <c>***</c>. Immutable.</summary>
/// <remarks>
/// Text is masked before it is cut: half a secret would not be found. Where text has to be cut before its end is known, what may be the beginning of a secret
/// (<see cref="OpenEnd"/>) is held back for the next piece.
/// </remarks>
internal sealed class SecretMask
{
    /// <summary>How short a secret may be: shorter ones would be found everywhere.</summary>
    public const int Least = 4;

    public static readonly SecretMask None = new([]);

    private static readonly string[] LineEnds = ["\r\n", "\n", "\r"];

    private readonly string[] secrets;

    private SecretMask(string[] secrets) => this.secrets = secrets;

    public static SecretMask Of(IEnumerable<string> secrets) => secrets.Aggregate(None, static (mask, secret) => mask.With(secret));

    /// <summary>Checks a secret, and does not repeat it in the message.</summary>
    /// <exception cref="ArgumentException">It is too short.</exception>
    public static string Check(string secret, string parameter)
    {
        ArgumentNullException.ThrowIfNull(secret, parameter);
        if (secret.Trim().Length < Least)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"A secret must have at least {Least} characters beside white space, and this one has {secret.Trim().Length}: masking it would hide much that is none."), parameter);
        }

        return secret;
    }

    /// <summary>With one more. If it has several lines, each line is one, as output is masked line by line; so is the whole, however its lines end.</summary>
    public SecretMask With(string secret)
    {
        string[] lines = secret.Trim('\r', '\n').Split(LineEnds, StringSplitOptions.None);
        IEnumerable<string> wholes = lines.Length == 1 ? [] : LineEnds.Select(end => string.Join(end, lines));
        return new([.. secrets.Concat(lines).Concat(wholes).Where(static one => one.Trim().Length >= Least).Distinct(StringComparer.Ordinal)]);
    }

    public string Apply(string text)
    {
        if (Find(text) is not { } found)
        {
            return text;
        }

        var masked = new StringBuilder(text.Length);
        int at = 0;
        foreach ((int from, int to) in found)
        {
            masked.Append(text, at, from - at).Append("***");
            at = to;
        }

        return masked.Append(text, at, text.Length - at).ToString();
    }

    public TaskError? Apply(TaskError? error) => error is null || secrets.Length == 0
        ? error : new TaskError(error.Type, Apply(error.Message), error.Detail is null ? null : Apply(error.Detail));

    /// <summary>How many characters at the end of a text may be the beginning of a secret that goes on behind it.</summary>
    public int OpenEnd(ReadOnlySpan<char> text)
    {
        int longest = 0;
        foreach (string secret in secrets)
        {
            for (int length = Math.Min(secret.Length - 1, text.Length); length > longest; length--)
            {
                if (text.EndsWith(secret.AsSpan(0, length), StringComparison.Ordinal))
                {
                    longest = length;
                }
            }
        }

        return longest;
    }

    /// <summary>Where secrets are, in order. Those that overlap are one: of none of them may a part remain.</summary>
    private List<(int From, int To)>? Find(string text)
    {
        List<(int From, int To)>? found = null;
        foreach (string secret in secrets)
        {
            for (int at = text.IndexOf(secret, StringComparison.Ordinal); at >= 0; at = text.IndexOf(secret, at + 1, StringComparison.Ordinal))
            {
                (found ??= []).Add((at, at + secret.Length));
            }
        }

        if (found is null or { Count: 1 })
        {
            return found;
        }

        found.Sort();
        List<(int From, int To)> merged = [found[0]];
        foreach ((int from, int to) in found)
        {
            if (from < merged[^1].To)
            {
                merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, to));
            }
            else
            {
                merged.Add((from, to));
            }
        }

        return merged;
    }
}
