using System.Globalization;
using Taskue.Proof.Schedules.Engine;
using Taskue.Proof.Schedules.Rewriting;

namespace Taskue.Proof.Schedules;

/// <summary>A schedule that broke a rule, in a file: <c>./prove --replay FILE</c>. The decisions are told that were not the default.</summary>
internal sealed record ScheduleFile(string Scenario, ulong Seed, int Number, string? Planted, IReadOnlyList<(int Decision, int Choice)> Deviations)
{
    public const string Ending = ".schedule";

    /// <summary>Writes it, and gives its path.</summary>
    public string Write(string folder, string violation)
    {
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Scenario}{(Planted is null ? "" : "-" + Planted)}-{Seed}-{Number}{Ending}"));
        Directory.CreateDirectory(folder);
        File.WriteAllLines(path,
        [
            "# " + violation.ReplaceLineEndings("\n# "),
            $"scenario {Scenario}",
            string.Create(CultureInfo.InvariantCulture, $"seed {Seed}"),
            string.Create(CultureInfo.InvariantCulture, $"number {Number}"),
            $"planted {Planted ?? "-"}",
            $"deviations {string.Join(' ', Deviations.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Decision}:{one.Choice}")))}",
        ]);
        return path;
    }

    public static ScheduleFile Read(string path)
    {
        var fields = File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim(), StringComparer.Ordinal);
        return new ScheduleFile(
            fields["scenario"], ulong.Parse(fields["seed"], CultureInfo.InvariantCulture), int.Parse(fields["number"], CultureInfo.InvariantCulture),
            fields["planted"] is "-" ? null : fields["planted"],
            [.. fields["deviations"].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(':'))
                .Select(pair => (int.Parse(pair[0], CultureInfo.InvariantCulture), int.Parse(pair[1], CultureInfo.InvariantCulture)))]);
    }

    /// <summary>Runs it again; whether it holds now.</summary>
    public static bool Replay(string path, TextWriter to)
    {
        ScheduleFile file = Read(path);
        Schedule schedule = ScheduledCopy.Load(file.Planted is { } name ? PlantedRace.Find(name) : null).Of(file.Scenario, file.Seed, file.Number, file.Deviations);
        to.WriteLine(schedule.Violation is { } broken ? $"{schedule.Trace}\nVIOLATION {broken}" : $"The schedule holds, with {schedule.Steps} steps.");
        return schedule.Violation is null;
    }
}
