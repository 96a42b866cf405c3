using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

/// <summary>The systemd units that the documentation offers, as systemd reads them.</summary>
public sealed class ServiceUnitTests : IDisposable
{
    private const string Installed = "/usr/local/bin/taskue";

    private static readonly string Units = Repository.PathOf("docs", "operations", "systemd");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("taskue-units-");

    [Fact]
    public async Task The_units_are_valid()
    {
        foreach (string unit in Copy(static text => text))
        {
            Assert.Equal((0, ""), await VerifyAsync(unit));
        }
    }

    [Fact]
    public async Task A_mistake_in_a_unit_is_seen()
    {
        string broken = Copy(static text => text.Replace("KillMode=mixed", "KillMode=mixde", StringComparison.Ordinal)).First(file => file.EndsWith(".service", StringComparison.Ordinal));
        Assert.Contains("mixde", (await VerifyAsync(broken)).Said);
    }

    [Fact]
    public async Task The_options_in_the_unit_are_those_of_the_program()
    {
        string line = File.ReadLines(Path.Combine(Units, "taskue-runner@.service")).Single(one => one.StartsWith("ExecStart=", StringComparison.Ordinal));
        string[] words = line["ExecStart=".Length..].Split(' ');
        Assert.Equal(Installed, words[0]);
        (int code, string output, _) = await Cli.RunAsync([.. words[1..3], "--help"]);
        Assert.Equal(0, code);
        Assert.All(words[3..].Where(word => word.StartsWith('-')), option => Assert.Contains(option, output));
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>systemd wants the program to be there.</summary>
    private List<string> Copy(Func<string, string> change)
    {
        var copies = new List<string>();
        foreach (string unit in Directory.EnumerateFiles(Units))
        {
            string copy = Path.Combine(folder.FullName, Path.GetFileName(unit));
            File.WriteAllText(copy, change(File.ReadAllText(unit)).Replace(Installed, "/bin/true", StringComparison.Ordinal));
            copies.Add(copy);
        }

        Assert.NotEmpty(copies);
        return copies;
    }

    private static async Task<(int Code, string Said)> VerifyAsync(string unit)
    {
        await using ChildProcess verify = ChildProcess.Start("systemd-analyze", ["verify", unit]);
        int code = await verify.WaitForExitAsync();
        return (code, verify.Output + verify.Error);
    }
}
