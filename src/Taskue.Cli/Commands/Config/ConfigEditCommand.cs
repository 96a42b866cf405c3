using System.CommandLine;
using System.Diagnostics;
using Taskue.Cli.Files;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Commands.Config;

/// <summary><c>taskue config edit</c>.</summary>
internal static class ConfigEditCommand
{
    public static Command Build() => new ExampleCommand("edit", "Opens the settings file in $VISUAL or $EDITOR. What is saved is looked at before it counts.",
        "taskue config edit",
        "EDITOR='code --wait' taskue config edit").Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        string editor = Set("VISUAL") ?? Set("EDITOR") ?? (OperatingSystem.IsWindows() ? "notepad" : "vi");
        SettingsText before = SettingsFile.ReadUnchecked(call.Error.WriteLine);
        string text = before.Text.Length > 0 ? before.Text : Template();
        string draft = Path.Combine(Directory.CreateTempSubdirectory("taskue-config-").FullName, "taskue.toml");
        await using (FileStream stream = WholeFile.Create(draft, ownerOnly: true))
        {
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
        }

        while (true)
        {
            await EditAsync(editor, draft);
            string edited = await File.ReadAllTextAsync(draft);
            var after = new SettingsText(before.Path, edited);
            if (after.Faults.Count == 0)
            {
                if (edited != text)
                {
                    await SaveAsync(before, edited, draft);
                }

                await call.Error.WriteLineAsync(edited == text ? "nothing was changed" : $"saved {before.Path}");
                Directory.Delete(Path.GetDirectoryName(draft)!, recursive: true);
                return ExitCodes.Passed;
            }

            foreach (string fault in after.Faults)
            {
                await call.Error.WriteLineAsync(Look.Safe(fault));
            }

            string kept = $"{before.Path} is as it was. What you wrote is kept in {draft}";
            if (!Terminal.CanAsk)
            {
                throw new UsageException($"The settings are wrong. {kept}");
            }

            await call.Error.WriteAsync("Edit it again? [Y/n] ");
            if ((await Console.In.ReadLineAsync())?.Trim() is not ("" or "y" or "Y" or "yes"))
            {
                throw new UsageException($"The settings are wrong. {kept}");
            }
        }
    }

    private static async Task SaveAsync(SettingsText before, string edited, string draft)
    {
        try
        {
            await SettingsFile.ReplaceAsync(before, edited);
        }
        catch (Exception fault) when (fault is RefusedException or UsageException)
        {
            throw new RefusedException($"{fault.Message} Nothing was saved; what you wrote is kept in {draft}");
        }
    }

    // Through the shell, since $EDITOR may hold options; the file is a word of its own, whatever its name.
    private static async Task EditAsync(string editor, string path)
    {
        ProcessStartInfo start = OperatingSystem.IsWindows()
            ? new("cmd.exe", ["/c", $"{editor} \"{path}\""])
            : new("/bin/sh", ["-c", $"{editor} \"$1\"", editor, path]);
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new UsageException($"The editor '{editor}' ended with code {process.ExitCode}. Nothing was saved; what you wrote is kept in {path}");
        }
    }

    private static string? Set(string variable) => Environment.GetEnvironmentVariable(variable) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    private static string Template() =>
        "# Settings of taskue. Take the # away from what you want to set; docs/operations/configuration.md says more.\n\n"
        + string.Concat(SettingList.All.Select(setting => $"# {setting.Description}\n# {setting.Key} = {setting.Kind.Toml(setting.Default ?? "")}\n"))
        + "\n# Another server under a name, for --context NAME or taskue context use NAME:\n# [contexts.prod]\n# redis_host = \"redis.example.org\"\n# protected = true\n";
}
