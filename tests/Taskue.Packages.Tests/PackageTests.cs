using System.Text.RegularExpressions;
using Taskue.TestSupport;

namespace Taskue.Packages.Tests;

/// <summary>What a user does first: packages from a feed, a fresh console project, the README's code.</summary>
public sealed partial class PackageTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly string folder = Directory.CreateTempSubdirectory("taskue-packages-").FullName;
    private readonly string version = $"0.1.0-test.{Guid.NewGuid():N}";

    [Fact]
    public async Task The_first_code_of_the_README_runs_in_a_fresh_project_that_references_the_packages()
    {
        string feed = Path.Combine(folder, "feed");
        await DotnetAsync(Repository.Root, "pack", Path.Combine("src", "Taskue"), "-c", "Release", "-o", feed, $"-p:Version={version}", "-v", "quiet",
            $"-p:BaseIntermediateOutputPath={Path.Combine(folder, "obj")}/", $"-p:BaseOutputPath={Path.Combine(folder, "bin")}/");
        Assert.True(File.Exists(Path.Combine(feed, $"Taskue.{version}.nupkg")));

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
        Match block = CSharpBlock().Match(File.ReadAllText(Path.Combine(Repository.Root, "README.md")));
        Assert.True(block.Success, "The README has no C# block.");
        return block.Groups[1].Value;
    }

    private static string GlobalPackages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
