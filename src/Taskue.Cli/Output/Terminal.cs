namespace Taskue.Cli.Output;

/// <summary>What stands at the other end of the standard streams.</summary>
internal static class Terminal
{
    /// <summary>A person reads standard output.</summary>
    public static bool IsOutput => !Console.IsOutputRedirected && !IsDumb;

    /// <summary>A person reads standard error.</summary>
    public static bool IsError => !Console.IsErrorRedirected && !IsDumb;

    /// <summary>A person can be asked: the question goes to standard error, the answer comes from standard input.</summary>
    public static bool CanAsk => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    public static bool TakesColor => IsOutput && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public static bool TakesUnicode => OperatingSystem.IsWindows() || Locale() is not ("C" or "POSIX");

    public static int? Width
    {
        get
        {
            if (Console.IsOutputRedirected)
            {
                return null;
            }

            int width = Console.WindowWidth;
            return width > 0 ? width : 80;
        }
    }

    private static bool IsDumb => Environment.GetEnvironmentVariable("TERM") is "dumb" or "";

    private static string Locale()
    {
        foreach (string name in (string[])["LC_ALL", "LC_CTYPE", "LANG"])
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                return value;
            }
        }

        return "";
    }
}
