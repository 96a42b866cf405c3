using System.Text.Json;

namespace Taskue.BenchTests;

/// <summary>The figures that depend on the code alone. Time is charted by the bench, and never asserted.</summary>
public sealed class GateTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("taskue-gates-").FullName;

    [Fact]
    public async Task Bytes_and_commands_a_task_are_what_the_committed_expectations_say()
    {
        IReadOnlyDictionary<string, double> figures = await BenchProgram.RunAsync(folder, "--only", "gates");
        Dictionary<string, double> gates = figures.Where(figure => figure.Key.StartsWith("gate_", StringComparison.Ordinal)).ToDictionary();
        SortedDictionary<string, Expectation> expected = await Expectation.ReadAsync();
        if (Environment.GetEnvironmentVariable("TASKUE_APPROVE") == "1")
        {
            foreach ((string key, double value) in gates)
            {
                Expectation one = expected.GetValueOrDefault(key) ?? new Expectation { Tolerance = 0.03 };
                expected[key] = one.AtMost is null ? one with { Expected = value } : one;
            }

            await File.WriteAllTextAsync(BenchProgram.Expectations, JsonSerializer.Serialize(expected, Expectation.Json) + "\n");
        }

        Assert.Equal(expected.Keys, gates.Keys.Order(StringComparer.Ordinal));
        string[] faults = [.. gates.Select(gate => expected[gate.Key].Fault(gate.Key, gate.Value)).OfType<string>()];
        Assert.True(faults.Length == 0, $"{string.Join('\n', faults)}\nIf that is meant: TASKUE_APPROVE=1 ./test Taskue.Bench.Tests rewrites bench/expectations.json.");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
