using System.Globalization;
using Taskue.Proof.Mutants;
using Taskue.TestSupport;

namespace Taskue.Proof.Model;

/// <summary>A history in a file, to be run again: where it ran, how, and its steps.</summary>
internal sealed record HistoryFile(ServerKind Server, bool Narrow, string? Mutant, IReadOnlyList<Step> Steps)
{
    public static void Write(string path, HistoryFile history, ulong seed, int number, Failure failure)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path,
        [
            "# A history that broke a rule. Again, with all checks after each step: ./prove --replay FILE",
            string.Create(CultureInfo.InvariantCulture, $"# Shrunk from history {number} of seed {seed}."),
            .. failure.Text.Split('\n').Select(line => "#   " + line),
            "server " + history.Server,
            "narrow " + history.Narrow,
            "mutant " + (history.Mutant ?? "none"),
            .. history.Steps.Select(step => step.ToString()),
        ]);
    }

    public static HistoryFile Read(string path)
    {
        string[] lines = [.. File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#')];
        string Head(string name) => lines.FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal))?[(name.Length + 1)..]
            ?? throw new FormatException($"'{path}' is no history: it has no line '{name}'.");
        return new HistoryFile(Enum.Parse<ServerKind>(Head("server")), bool.Parse(Head("narrow")), Head("mutant") is "none" ? null : Head("mutant"),
            [.. lines.Where(line => char.IsUpper(line[0])).Select(Step.Parse)]);
    }
}
