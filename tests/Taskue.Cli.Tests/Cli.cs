using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

/// <summary>The real program, as a process.</summary>
internal static class Cli
{
    public static ChildProcess Start(IEnumerable<string> arguments, string? redis = null, string? workingFolder = null) => ChildProcess.StartDotnet(
        Path.Combine(AppContext.BaseDirectory, "Taskue.Cli.dll"), arguments,
        new Dictionary<string, string?> { ["TASKUE_REDIS"] = redis }, workingFolder);

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using ChildProcess cli = Start(arguments);
        int code = await cli.WaitForExitAsync(TimeSpan.FromSeconds(60));
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
