using System.Text.Json;
using Taskue.TestSupport;

namespace Taskue.BenchTests;

/// <summary>The bench, in a process of its own: what it allocates is its own.</summary>
internal static class BenchProgram
{
    public static readonly string Readme = Repository.PathOf("bench", "README.md");

    public static readonly string Expectations = Repository.PathOf("bench", "expectations.json");

    /// <summary>Runs it to its end, and gives the figures by their keys; texts are left out.</summary>
    public static async Task<IReadOnlyDictionary<string, double>> RunAsync(string folder, params string[] arguments)
    {
        string json = Path.Combine(folder, "all.json");
        await using ChildProcess bench = ChildProcess.StartDotnet(Path.Combine(AppContext.BaseDirectory, "Taskue.Bench.dll"), [.. arguments, "--json", json]);
        int code = await bench.WaitForExitAsync(TimeSpan.FromMinutes(4));
        Assert.True(code == 0, $"The bench ended with {code}. It said:\n{bench.Output}\n{bench.Error}");
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllTextAsync(json));
        return document.RootElement.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.Number)
            .ToDictionary(one => one.Name, one => one.Value.GetDouble());
    }
}
