using Taskue.TestSupport;

namespace Taskue.Packages.Tests;

/// <summary>What a user does first: packages from a feed, a fresh console project, the README's code.</summary>
[Collection("builds")] // of the same projects: one after the other
public sealed class PackageTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly string folder = Directory.CreateTempSubdirectory("taskue-packages-").FullName;
    private readonly string version = $"0.1.0-test.{Guid.NewGuid():N}";

    [Fact]
    public async Task The_first_code_of_the_README_runs_in_a_fresh_project_that_references_the_packages()
    {
        string feed = Path.Combine(folder, "feed");
        foreach (string package in (string[])["Taskue", "Taskue.Hosting", "Taskue.Embedded"])
        {
            // What ./test has built is packed as it is, under a version that no package cache has seen.
            await DotnetAsync(Repository.Root, "pack", Path.Combine("src", package), "--no-build", "-c", "Release", "-o", feed, $"-p:Version={version}", "-v", "quiet");
            Assert.True(File.Exists(Path.Combine(feed, $"{package}.{version}.nupkg")));
        }

        string app = Directory.CreateDirectory(Path.Combine(folder, "app")).FullName;
        await File.WriteAllTextAsync(Path.Combine(app, "Program.cs"), FirstCode());
        await File.WriteAllTextAsync(Path.Combine(app, "App.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <RestoreAdditionalProjectSources>{feed}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{Path.Combine(folder, "packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{GlobalPackages()}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Taskue" Version="{version}" />
              </ItemGroup>
            </Project>
            """);
        string output = await DotnetAsync(app, "run", "--project", app);
        Assert.NotEmpty(output);

        async Task<string> DotnetAsync(string where, params string[] arguments)
        {
            var environment = new Dictionary<string, string?> { ["TASKUE_REDIS"] = (await TestServers.RedisAsync()).ConnectionString, ["CI"] = null };
            await using ChildProcess process = ChildProcess.Start("dotnet", arguments, environment, where);
            int code = await process.WaitForExitAsync(Limit);
            Assert.True(code == 0, $"dotnet {string.Join(' ', arguments)} ended with {code}:\n{process.Output}\n{process.Error}");
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
