using System.Globalization;
using System.Runtime.InteropServices;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>Where and on what a run was made.</summary>
internal sealed record Conditions
{
    public required DateTimeOffset Taken { get; init; }

    public required string Commit { get; init; }

    /// <summary>Whether files differed from the commit.</summary>
    public required bool Dirty { get; init; }

    public required string Processor { get; init; }

    public required string Memory { get; init; }

    /// <summary>Over 1, 5 and 15 minutes before the run.</summary>
    public required string Load { get; init; }

    public required string RedisVersion { get; init; }

    public string Machine => $"{Environment.ProcessorCount} cores, {Processor}, {Memory}, {RuntimeInformation.OSDescription}, .NET {Environment.Version}";

    public string ResultFolder => Repository.PathOf("bench", "results",
        string.Create(CultureInfo.InvariantCulture, $"{Taken:yyyy-MM-dd}-{Commit}{(Dirty ? "-changed" : "")}"));

    public static async Task<Conditions> TakeAsync() => new()
    {
        Taken = TimeProvider.System.GetUtcNow(),
        Commit = await AskAsync("git", "rev-parse", "--short", "HEAD") ?? "unknown",
        Dirty = await AskAsync("git", "status", "--porcelain", "--untracked-files=no", "--", ".", ":!bench/results") is not "",
        Processor = FieldOf("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Memory = $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB",
        Load = File.Exists("/proc/loadavg") ? string.Join(' ', (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[..3]) : "unknown",
        RedisVersion = (await AskAsync("redis-server", "--version"))?.Split(' ').FirstOrDefault(part => part.StartsWith("v=", StringComparison.Ordinal))?[2..]
            ?? throw new InvalidOperationException("redis-server is not on PATH: ./test installs it."),
    };

    public IEnumerable<string> Lines() =>
    [
        "| condition | |",
        "| --- | --- |",
        string.Create(CultureInfo.InvariantCulture, $"| date | {Taken:yyyy-MM-dd HH:mm} UTC |"),
        $"| commit | {Commit}{(Dirty ? ", with changes that are not committed" : "")} |",
        $"| machine | {Environment.ProcessorCount} cores ({Processor}), {Memory} memory |",
        $"| kernel | {RuntimeInformation.OSDescription} |",
        $"| versions | .NET {Environment.Version}, redis-server {RedisVersion} |",
        $"| load before the run | {Load} |",
    ];

    private static async Task<string?> AskAsync(string program, params string[] arguments)
    {
        try
        {
            await using ChildProcess process = ChildProcess.Start(program, arguments, workingFolder: Repository.Root);
            return await process.WaitForExitAsync() == 0 ? process.Output.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string? FieldOf(string file, string name) => !File.Exists(file) ? null
        : File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}
