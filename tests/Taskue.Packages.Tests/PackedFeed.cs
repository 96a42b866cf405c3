using Taskue.TestSupport;

namespace Taskue.Packages.Tests;

/// <summary>The feed that <c>./pack</c> makes of what is built, and what it prints. Made once for all tests.</summary>
public sealed class PackedFeed : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly string root = Directory.CreateTempSubdirectory("taskue-feed-").FullName;

    public string Folder => Path.Combine(root, "local feed");

    /// <summary>What it printed for people.</summary>
    public string Output { get; private set; } = "";

    public string Version => Output.Split(' ') is ["Packed", "version", var version, ..] ? version : "none";

    public async ValueTask InitializeAsync()
    {
        // What ./test has built is packed as it is.
        await using ChildProcess pack = ChildProcess.Start(
            Repository.PathOf("pack"), ["-o", Folder, "--no-build"], new Dictionary<string, string?> { ["CI"] = null });
        int code = await pack.WaitForExitAsync(Limit);
        Assert.True(code == 0, $"./pack ended with {code}:\n{pack.Output}\n{pack.Error}");
        Output = pack.Output;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(root, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Tests that build or pack the same projects, one after the other.</summary>
[CollectionDefinition("builds")]
public sealed class Builds : ICollectionFixture<PackedFeed>;
