using System.Runtime.InteropServices;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>The command line and the bench's host, published for this system from a copy of the sources: the clone's own builds stay as they are.</summary>
internal sealed record Published(string Cli, string Host) : IDisposable
{
    private static readonly string[] Sources = ["src", "bench/Taskue.Bench.Host", "eng", "docs/errors"];

    private string? Folder { get; init; }

    /// <summary>What the build of the clone has left: not published, for a run whose figures mean nothing.</summary>
    public static Published AsBuilt { get; } = new(
        Repository.PathOf("src", "Taskue.Cli", "bin", "Release", "net10.0", "Taskue.Cli.dll"), RunnerProcess.Built);

    public static async Task<Published> PublishAsync()
    {
        string folder = Directory.CreateTempSubdirectory("taskue-published-").FullName;
        foreach (string file in Directory.GetFiles(Repository.Root).Where(file => !file.EndsWith(".rsp", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        foreach (string file in Sources.SelectMany(source => Directory.EnumerateFiles(Repository.PathOf(source), "*", SearchOption.AllDirectories)))
        {
            string place = Path.GetRelativePath(Repository.Root, file);
            if (!place.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, place))!);
                File.Copy(file, Path.Combine(folder, place));
            }
        }

        string cli = await PublishAsync(folder, "src/Taskue.Cli"), host = await PublishAsync(folder, "bench/Taskue.Bench.Host");
        return new Published(Path.Combine(cli, "Taskue.Cli.dll"), Path.Combine(host, "Taskue.Bench.Host.dll")) { Folder = folder };
    }

    public void Dispose()
    {
        if (Folder is not null)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static async Task<string> PublishAsync(string folder, string project)
    {
        string output = Path.Combine(folder, "out", Path.GetFileName(project));
        await using ChildProcess publish = ChildProcess.Start(
            "dotnet", ["publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", "-o", output, "-v", "quiet", "-nologo"],
            new Dictionary<string, string?> { ["CI"] = null }, folder);
        int code = await publish.WaitForExitAsync(TimeSpan.FromMinutes(5));
        return code == 0 ? output : throw new InvalidOperationException($"dotnet publish {project} ended with {code}:\n{publish.Output}\n{publish.Error}");
    }
}
