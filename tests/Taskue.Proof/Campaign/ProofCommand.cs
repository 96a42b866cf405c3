using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Taskue.Proof.Fuzz;
using Taskue.Proof.Model;
using Taskue.Proof.Schedules;
using Taskue.TestSupport;

namespace Taskue.Proof.Campaign;

/// <summary>The command line of <c>./prove</c>. Exit code 0: the proof holds; 1: a violation; 2: wrong options.</summary>
internal static class ProofCommand
{
    /// <summary>How long an interrupted campaign may take to end the servers and processes that it has started.</summary>
    private static readonly TimeSpan TidyUp = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args)
    {
        var seed = new Option<ulong?>("--seed") { Description = "What all randomness is drawn from. Default: a new one, which the report names." };
        var minutes = new Option<double?>("--minutes") { Description = "How long each section may go on, 0.05 to 600. Default: until its full figures are reached." };
        var only = new Option<string[]>("--only") { Description = "A section to run; may be given several times. Default: all.", HelpName = "NAME" };
        var json = new Option<string?>("--json") { Description = "Writes the report as JSON, too.", HelpName = "FILE" };
        var brief = new Option<bool>("--short") { Description = "The form that is part of ./test: four minutes in all." };
        var rotation = new Option<int?>("--rotation") { Description = "Where the short form begins among the mutants. Default: the day." };
        var list = new Option<bool>("--list") { Description = "Lists the sections and ends." };
        var replay = new Option<string?>("--replay") { Description = "Runs a history, an input or a schedule that broke a rule again, with all checks.", HelpName = "FILE" };
        var root = new RootCommand("The proof of Taskue: nothing lost, nothing overwritten.") { seed, minutes, only, json, brief, rotation, list, replay };
        minutes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is < 0.05 or > 600)
            {
                result.AddError($"--minutes must be from 0.05 to 600, but is {result.GetValueOrDefault<double?>()}.");
            }
        });
        only.Validators.Add(result =>
        {
            foreach (string name in (result.GetValueOrDefault<string[]>() ?? []).Where(name => !Sections.All.Any(section => Sections.IsNamed(section, name))))
            {
                result.AddError($"There is no section '{name}'. The sections are: {string.Join(", ", Sections.All.Select(section => section.Name))}.");
            }
        });
        replay.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } file && !File.Exists(file))
            {
                result.AddError($"There is no file '{file}'.");
            }
        });
        root.SetAction(async (parsed, stopping) =>
        {
            if (parsed.GetValue(list))
            {
                foreach (ISection section in Sections.All)
                {
                    Console.WriteLine($"{section.Name,-12} {section.Promise}");
                }

                return 0;
            }

            await using var servers = new TestServers();
            if (parsed.GetValue(replay) is { } file)
            {
                return (file.EndsWith(InputFile.Ending, StringComparison.Ordinal) ? InputFile.Replay(file, Console.Out)
                    : file.EndsWith(ScheduleFile.Ending, StringComparison.Ordinal) ? ScheduleFile.Replay(file, Console.Out)
                    : await Replay.RunAsync(file, Console.Out)) ? 0 : 1;
            }

            var options = new CampaignOptions
            {
                Seed = parsed.GetValue(seed) ?? (ulong)Stopwatch.GetTimestamp() % 1_000_000_000,
                Short = parsed.GetValue(brief),
                Limit = parsed.GetValue(minutes) is { } most ? TimeSpan.FromMinutes(most) : null,
                Only = parsed.GetValue(only) ?? [],
                Json = parsed.GetValue(json),
                Folder = DefaultFolder,
                Rotation = parsed.GetValue(rotation) ?? DayOf(TimeProvider.System),
            };
            Report report = await RunAsync(options, TextWriter.Synchronized(Console.Out), stopping);
            report.Print(Console.Out);
            if (options.Json is { } path)
            {
                await File.WriteAllTextAsync(path, report.ToJson() + "\n", CancellationToken.None);
            }

            return report.Holds ? 0 : 1;
        });
        ParseResult parsed = root.Parse(args);
        int code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TidyUp });
        return parsed.Errors.Count > 0 ? 2 : code;
    }

    /// <summary>Where histories go unless told otherwise.</summary>
    public static string DefaultFolder => Repository.PathOf("artifacts", "prove");

    public static int DayOf(TimeProvider clock) => (int)(clock.GetUtcNow().ToUnixTimeSeconds() / 86_400 % 100_000);

    public static async Task<Report> RunAsync(CampaignOptions options, TextWriter progress, CancellationToken stopping)
    {
        Directory.CreateDirectory(options.Folder);
        var done = new List<SectionReport>();
        DateTimeOffset at = TimeProvider.System.GetUtcNow();
        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {options.Seed}, rotation {options.Rotation}"));
        foreach (ISection section in Sections.All.Where(section => options.Only.Count == 0 || options.Only.Any(name => Sections.IsNamed(section, name))))
        {
            progress.WriteLine($"{section.Name}: {section.Promise}");
            done.Add(await RunAsync(section, options, progress, stopping));
        }

        return new Report(Surroundings.Read(), options, at, done);
    }

    /// <summary>One section, with the time it took; what it throws is a violation, too.</summary>
    public static async Task<SectionReport> RunAsync(ISection section, CampaignOptions options, TextWriter progress, CancellationToken stopping)
    {
        long started = Stopwatch.GetTimestamp();
        SectionReport report;
        try
        {
            report = await section.RunAsync(options, progress, stopping);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            report = new SectionReport(section.Name, [], [new Violation($"The section broke off: {fault}")]);
        }

        return report with { Took = Stopwatch.GetElapsedTime(started) };
    }
}
