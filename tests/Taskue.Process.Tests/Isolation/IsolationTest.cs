using Taskue.RunnerTests;
using Taskue.TestSupport;

namespace Taskue.IsolationTests;

/// <summary>A test whose runner runs tasks in child processes: this test program once more. What bodies know they write into a folder.</summary>
public abstract class IsolationTest : RunnerTest
{
    private protected string Folder { get; } = Directory.CreateTempSubdirectory("taskue-isolation-").FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected Task<TaskueRunner> StartIsolatedAsync(Action<RunnerOptions>? set = null) => StartAsync(options =>
    {
        options.Isolation = TaskIsolation.Process;
        set?.Invoke(options);
    });

    private protected string File(string name) => Path.Combine(Folder, name);

    /// <summary>The number that a body has written into a file.</summary>
    private protected async Task<int> NumberAsync(string file)
    {
        string text = "";
        await Wait.Eventually(() => System.IO.File.Exists(File(file)) && (text = System.IO.File.ReadAllText(File(file))).EndsWith('\n'), $"{file} is written");
        return int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    private protected static Task GoneAsync(int process) => Wait.Eventually(() => !IsAlive(process), $"process {process} is gone");

    /// <summary>Whether a process runs: a zombie does not.</summary>
    private protected static bool IsAlive(int process)
    {
        try
        {
            string stat = System.IO.File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
