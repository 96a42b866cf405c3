using Taskue.RunnerTests;
using Taskue.TestSupport;

namespace Taskue.ModuleTests;

/// <summary>A test with a folder of modules, which it fills from the outputs of <c>tests/Modules/</c>.</summary>
public abstract class ModuleTest : RunnerTest
{
    private protected string Root { get; } = Directory.CreateTempSubdirectory("taskue-test-modules-").FullName;

    /// <summary>The folder that runners are given.</summary>
    private protected string Folder => Path.Combine(Root, "modules");

    public override ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        return base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Copies a build as it is, over what is there, and without files that are named.</summary>
    internal static void Copy(string project, string target, params string[] without)
    {
        Directory.CreateDirectory(target);
        foreach (string file in Directory.EnumerateFiles(Repository.BuiltModule(project)).Where(file => !without.Contains(Path.GetFileName(file))))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }
    }

    /// <summary>How many private copies of a module stand, of any process: each has the mark that the test has put into the module.</summary>
    internal static int CopiesWith(string mark)
    {
        int count = 0;
        foreach (string root in Directory.EnumerateDirectories(Path.GetTempPath(), "taskue-modules-*"))
        {
            try
            {
                count += Directory.EnumerateDirectories(root).Count(copy => File.Exists(Path.Combine(copy, mark)));
            }
            catch (DirectoryNotFoundException)
            {
                // Another process has taken its own away.
            }
        }

        return count;
    }

    /// <summary>Puts a build where a runner looks for it.</summary>
    private protected string Deploy(string project, string name)
    {
        string target = Path.Combine(Folder, name);
        Copy(project, target);
        return target;
    }

    private protected Task<TaskueRunner> StartWithModulesAsync(Action<RunnerOptions>? set = null) => StartAsync(options =>
    {
        options.AutoLoadModules = [Folder];
        options.ModuleCheckInterval = TimeSpan.FromMilliseconds(200);
        set?.Invoke(options);
    });

    private protected async Task<TaskInfo> RunAsync(string method, string arguments = "[]") =>
        await (await Client.EnqueueAsync(Stored(method, arguments))).WaitAsync(Patience);

    /// <summary>What a task gives, which must pass.</summary>
    private protected async Task<string?> ResultAsync(string method, string arguments = "[]")
    {
        TaskInfo done = await RunAsync(method, arguments);
        Assert.True(done.State == TaskState.Passed, $"{method} is {done.State}: {done.Error?.Message}");
        return done.ResultJson;
    }
}
