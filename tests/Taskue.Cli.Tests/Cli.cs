using Taskue.Cli.Settings;
using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

/// <summary>The real program, as a process. What the one who runs the tests has set is kept from it.</summary>
internal static class Cli
{
    public static ChildProcess Start(
        IEnumerable<string> arguments, string? redis = null, string? workingFolder = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var all = SettingList.All.ToDictionary(setting => setting.Variable, string? (_) => null);
        foreach (string name in (string[])["TASKUE_CONTEXT", "NO_COLOR", "VISUAL", "EDITOR"])
        {
            all[name] = null;
        }

        all[SettingsFile.PathVariable] = "/nowhere/taskue.toml";
        all["TASKUE_REDIS"] = redis;
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            all[name] = value;
        }

        return ChildProcess.StartDotnet(Path.Combine(AppContext.BaseDirectory, "Taskue.Cli.dll"), arguments, all, workingFolder);
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(arguments, redis: null);

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        IEnumerable<string> arguments, string? redis, IReadOnlyDictionary<string, string?>? environment = null, string input = "")
    {
        await using ChildProcess cli = Start(arguments, redis, environment: environment);
        if (input.Length > 0)
        {
            await cli.WriteLineAsync(input);
        }

        cli.EndInput();
        int code = await cli.WaitForExitAsync();
        return (code, cli.Output, cli.Error);
    }

    /// <summary>The processes that a process has started and that still run.</summary>
    public static IReadOnlyList<int> ChildrenOf(int processId)
    {
        var children = new List<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out int id))
            {
                continue;
            }

            try
            {
                string stat = File.ReadAllText(Path.Combine(folder, "stat"));
                if (int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]) == processId)
                {
                    children.Add(id);
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended while it was looked at.
            }
        }

        return children;
    }

    /// <summary>A pipe with a name: reading it takes until someone has written to it.</summary>
    public static async Task MakePipeAsync(string path)
    {
        await using ChildProcess mkfifo = ChildProcess.Start("mkfifo", [path]);
        Assert.Equal(0, await mkfifo.WaitForExitAsync());
    }
}
