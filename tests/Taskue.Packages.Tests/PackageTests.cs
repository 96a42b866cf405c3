using Taskue.TestSupport;

namespace Taskue.Packages.Tests;

/// <summary>What a user does first: packages from a local feed, a fresh console project, the README's code.</summary>
[Collection("builds")]
public sealed class PackageTests(PackedFeed feed) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly string folder = Directory.CreateTempSubdirectory("taskue-packages-").FullName;

    [Fact]
    public void Every_package_is_packed_under_a_version_of_its_own_time()
    {
        Assert.Matches(@"^\d+\.\d+\.\d+-local\.20\d{6}\.t\d{6}$", feed.Version);
        Assert.Equal(["Taskue", "Taskue.Cli", "Taskue.Embedded", "Taskue.Hosting"],
            Directory.GetFiles(feed.Folder, $"*.{feed.Version}.nupkg").Select(file => Path.GetFileName(file).Replace($".{feed.Version}.nupkg", "")).Order());
    }

    [Fact]
    public async Task The_first_code_of_the_README_runs_in_a_fresh_project_that_is_told_the_printed_lines()
    {
        string app = Directory.CreateDirectory(Path.Combine(folder, "app")).FullName;
        await File.WriteAllTextAsync(Path.Combine(app, "Program.cs"), FirstCode());
        await File.WriteAllTextAsync(Path.Combine(app, "App.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
            </Project>
            """);
        string[] lines = [.. feed.Output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("dotnet ") && !line.StartsWith("dotnet tool "))];
        Assert.Equal(2, lines.Length);
        foreach (string line in lines)
        {
            await ShellAsync(line);
        }

        Assert.NotEmpty(await ShellAsync("dotnet run"));

        // A home of its own, as the lines change the user's settings of NuGet; what is in the real cache need not be fetched again.
        async Task<string> ShellAsync(string line)
        {
            var environment = new Dictionary<string, string?>
            {
                ["HOME"] = folder,
                ["DOTNET_CLI_HOME"] = folder,
                ["NUGET_PACKAGES"] = Path.Combine(folder, "packages"),
                ["RestoreFallbackFolders"] = GlobalPackages(),
                ["TASKUE_REDIS"] = (await TestServers.RedisAsync()).ConnectionString,
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["UseSharedCompilation"] = "false",
                ["CI"] = null,
            };
            await using ChildProcess process = ChildProcess.Start("sh", ["-c", line], environment, app);
            int code = await process.WaitForExitAsync(Limit);
            Assert.True(code == 0, $"{line} ended with {code}:\n{process.Output}\n{process.Error}");
            return process.Output;
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The README's first C# block, to the letter.</summary>
    private static string FirstCode()
    {
        const string Fence = "```csharp\n";
        string readme = File.ReadAllText(Repository.PathOf("README.md"));
        int start = readme.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length;
        Assert.True(start >= Fence.Length, "The README has no C# block.");
        return readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static string GlobalPackages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
