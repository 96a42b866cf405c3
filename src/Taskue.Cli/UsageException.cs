namespace Taskue.Cli;

/// <summary>The command line asks for what cannot be; the message names the option and what it takes.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Runs what checks settings given on the command line, and names the options where the settings stand.</summary>
    /// <param name="make">Makes something of the settings; its <see cref="ArgumentException"/> tells their faults.</param>
    /// <param name="options">Names of settings, as <c>RunnerOptions.Queues</c>, and the options that set them.</param>
    public static T Check<T>(Func<T> make, IReadOnlyDictionary<string, string> options)
    {
        try
        {
            return make();
        }
        catch (ArgumentException fault)
        {
            throw Of(fault, options);
        }
    }

    /// <summary>Faults of settings, with the options where the settings stand.</summary>
    public static UsageException Of(ArgumentException fault, IReadOnlyDictionary<string, string> options)
    {
        string message = fault.Message;
        foreach ((string setting, string option) in options)
        {
            message = message.Replace(setting, option, StringComparison.Ordinal);
        }

        return new UsageException(string.Join("; ", message.Split(Environment.NewLine).Select(WithoutParameter)) + ".", fault);
    }

    // "… (Parameter 'Queues')" names what the user cannot see.
    private static string WithoutParameter(string message)
    {
        int at = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return (at < 0 ? message : message[..at]).TrimEnd('.');
    }
}
