using System.Globalization;

namespace Taskue;

/// <summary>Replaces secrets by <c>***</c>. Immutable.</summary>
internal sealed class SecretMask
{
    /// <summary>How short a secret may be: shorter ones would be found everywhere.</summary>
    public const int Least = 4;

    public static readonly SecretMask None = new([]);

    private readonly string[] secrets; // the longest first: one may be a part of another

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

    /// <summary>With one more; each line of it is one, since logs are masked line by line.</summary>
    public SecretMask With(string secret)
    {
        IEnumerable<string> lines = secret.Split('\n').Select(static line => line.TrimEnd('\r')).Where(static line => line.Trim().Length >= Least);
        return new([.. secrets.Concat(lines).Distinct(StringComparer.Ordinal).OrderByDescending(static one => one.Length)]);
    }

    public string Apply(string text)
    {
        foreach (string secret in secrets)
        {
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return text;
    }

    public TaskError? Apply(TaskError? error) => error is null || secrets.Length == 0
        ? error : new TaskError(error.Type, Apply(error.Message), error.Detail is null ? null : Apply(error.Detail));
}
