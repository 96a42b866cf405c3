namespace Taskue;

internal static class EmbeddedServerOptionsValidator
{
    public static IReadOnlyList<string> Faults(EmbeddedServerOptions options)
    {
        List<string> faults = [];
        if (options.DataFolder is { } folder && string.IsNullOrWhiteSpace(folder))
        {
            faults.Add($"{nameof(options.DataFolder)} must name a folder, or be null for a server in memory, but is '{folder}'");
        }
        else if (options.DataFolder?.AsSpan().ContainsAny('\0', '\r', '\n') == true)
        {
            faults.Add($"{nameof(options.DataFolder)} must not hold a line break or NUL");
        }

        if (!Enum.IsDefined(options.Flush))
        {
            faults.Add($"{nameof(options.Flush)} must be EverySecond or Always, but is {(int)options.Flush}");
        }

        if (options.Port is < 0 or > 65535)
        {
            faults.Add($"{nameof(options.Port)} must be from 0 to 65535, but is {options.Port}");
        }

        if (options.StartTimeout < TimeSpan.FromSeconds(1) || options.StartTimeout > TimeSpan.FromHours(1))
        {
            faults.Add($"{nameof(options.StartTimeout)} must be from 1 second to 1 hour, but is {DurationText.Of(options.StartTimeout)}");
        }

        return faults;
    }

    /// <summary>Throws one <see cref="ArgumentException"/> that names every fault.</summary>
    public static void ThrowIfFaulty(EmbeddedServerOptions options)
    {
        var faults = Faults(options);
        if (faults.Count > 0)
        {
            throw new ArgumentException(
                $"The embedded server's options have {faults.Count} fault(s): {string.Join("; ", faults)}.", nameof(options));
        }
    }
}
