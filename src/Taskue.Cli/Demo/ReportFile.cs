using Taskue.Cli.Files;

namespace Taskue.Cli.Demo;

/// <summary>Where the report goes. A temporary folder made for it is removed again if nothing came into it.</summary>
internal sealed class ReportFile : IDisposable
{
    private readonly string? madeFolder;

    private ReportFile(string path, string? madeFolder)
    {
        Path = path;
        this.madeFolder = madeFolder;
    }

    public string Path { get; }

    public static ReportFile At(string? wanted)
    {
        if (wanted is null)
        {
            string folder = Directory.CreateTempSubdirectory("taskue-demo-").FullName;
            return new ReportFile(System.IO.Path.Combine(folder, "report.md"), folder);
        }

        string path = System.IO.Path.GetFullPath(wanted);
        if (Directory.Exists(path))
        {
            throw new UsageException($"--report names a folder, '{path}'. Name a file in it.");
        }

        try
        {
            WholeFile.Target(path);
            return new ReportFile(path, null);
        }
        catch (IOException fault)
        {
            throw new UsageException($"--report cannot be written: {fault.Message}", fault);
        }
    }

    public void Dispose()
    {
        if (madeFolder is not null && !File.Exists(Path))
        {
            Directory.Delete(madeFolder, recursive: true);
        }
    }
}
