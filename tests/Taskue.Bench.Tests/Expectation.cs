using System.Text.Json;
using System.Text.Json.Serialization;

namespace Taskue.BenchTests;

/// <summary>What a stable figure is expected to be: a value with a tolerance to both sides, or no more than a bound.</summary>
internal sealed record Expectation
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public double? Expected { get; init; }

    /// <summary>As a part of <see cref="Expected"/>.</summary>
    public double? Tolerance { get; init; }

    public double? AtMost { get; init; }

    /// <summary>What is wrong with a measured value, or null.</summary>
    public string? Fault(string key, double value) => this switch
    {
        { AtMost: { } most } => value > most ? $"{key} is {value}, and may be {most} at most." : null,
        { Expected: { } expected, Tolerance: { } tolerance } when value > expected * (1 + tolerance) =>
            $"{key} is {value}, over the expected {expected} by more than {tolerance:P0}.",
        { Expected: { } expected, Tolerance: { } tolerance } when value < expected * (1 - tolerance) =>
            $"{key} is {value}, under the expected {expected} by more than {tolerance:P0}: hold on to that.",
        { Expected: not null, Tolerance: not null } => null,
        _ => $"{key} needs 'expected' and 'tolerance', or 'atMost'.",
    };

    public static async Task<SortedDictionary<string, Expectation>> ReadAsync() =>
        JsonSerializer.Deserialize<SortedDictionary<string, Expectation>>(await File.ReadAllTextAsync(BenchProgram.Expectations), Json)!;
}
