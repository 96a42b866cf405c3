using System.Diagnostics;

namespace Taskue.Cli.Settings;

/// <summary>The password, from where it is kept. It is read when it is needed and shown nowhere.</summary>
internal static class RedisSecret
{
    private const string CommandPrefix = "cmd:";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static bool IsCommand(ResolvedSetting secret) =>
        secret.Setting == SettingList.SecretCommand || (secret.Setting == SettingList.Secret && secret.Value!.StartsWith(CommandPrefix, StringComparison.Ordinal));

    public static string Read(ResolvedSetting secret)
    {
        string value = secret.Value!;
        if (secret.Setting == SettingList.SecretFile)
        {
            return FromFile(value, secret.Origin);
        }

        return secret.Setting == SettingList.SecretCommand ? FromCommand(value, secret.Origin)
            : value.StartsWith(CommandPrefix, StringComparison.Ordinal) ? FromCommand(value[CommandPrefix.Length..], secret.Origin)
            : value;
    }

    private static string FromFile(string path, string origin)
    {
        if (path.StartsWith("~/", StringComparison.Ordinal))
        {
            path = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..]);
        }

        try
        {
            return Line(File.ReadAllText(path)) ?? throw new UsageException($"The file with the password is empty: {path} ({origin}).");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The file with the password cannot be read ({origin}): {fault.Message}", fault);
        }
    }

    // Its standard error and its terminal are the user's: it may have to ask something.
    private static string FromCommand(string command, string origin)
    {
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd.exe", ["/c", command]) : new ProcessStartInfo("/bin/sh", ["-c", command]);
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new UsageException($"The command for the password ({origin}) gave none within {Limit.TotalSeconds:0} seconds.");
        }

        return process.ExitCode == 0
            ? Line(output.GetAwaiter().GetResult()) ?? throw new UsageException($"The command for the password ({origin}) printed nothing.")
            : throw new UsageException($"The command for the password ({origin}) ended with code {process.ExitCode}.");
    }

    private static string? Line(string text) => text.TrimEnd('\r', '\n') is { Length: > 0 } line ? line : null;
}
