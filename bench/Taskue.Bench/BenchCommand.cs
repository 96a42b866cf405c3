using System.CommandLine;

namespace Taskue.Bench;

/// <summary>The options of <c>bench/run</c>, and the run itself: section after section into one report.</summary>
internal static class BenchCommand
{
    private static readonly Option<bool> Quick = new("--quick") { Description = "The short run: within three minutes." };
    private static readonly Option<bool> Tiny = new("--tiny") { Description = "Counts so small that they only show that it works; no figure means anything." };
    private static readonly Option<bool> Isolated = new("--isolated") { Description = "Child processes alone; the same as --only isolated." };
    private static readonly Option<bool> List = new("--list") { Description = "What can be named with --only, and what each takes." };
    private static readonly Option<FileInfo?> Json = new("--json") { Description = "Where to write all figures as one flat JSON object." };
    private static readonly Option<DirectoryInfo?> Results = new("--results")
    {
        Description = "The folder for report, figures and charts. Default: bench/results/DATE-COMMIT; with --quick or --tiny none.",
    };

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = "The sections or groups to run, in their own order.",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Task<int> RunAsync(string[] arguments)
    {
        var command = new RootCommand("Measures Taskue on this machine.") { Quick, Tiny, Isolated, List, Only, Json, Results };
        command.SetAction(parsed => RunAsync(parsed));
        return command.Parse(arguments).InvokeAsync();
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        Size size = parsed.GetValue(Tiny) ? Size.Tiny : parsed.GetValue(Quick) ? Size.Quick : Size.Full;
        if (parsed.GetValue(List))
        {
            SectionList.Print();
            return 0;
        }

        string[] names = [.. parsed.GetValue(Only) ?? [], .. parsed.GetValue(Isolated) ? (string[])["isolated"] : []];
        if (SectionList.Choose(names, size, out string? unknown) is not { } sections)
        {
            await Console.Error.WriteLineAsync($"No section is named '{unknown}': bench/run --list names them.");
            return 2;
        }

        var report = new Report(await Conditions.TakeAsync());
        Console.WriteLine(SectionList.Estimate(sections, size));
        int failed = 0;
        foreach (Section section in sections)
        {
            report.Begin(section);
            try
            {
                await section.RunAsync(new BenchRun(report, size));
            }
            catch (Exception fault)
            {
                // One section that cannot run leaves the others their figures; the exit code tells.
                failed++;
                report.Say($"**Failed**: {fault.Message}");
                await Console.Error.WriteLineAsync($"{section.Name}: {fault}");
            }
        }

        if (parsed.GetValue(Json) is { } file)
        {
            await File.WriteAllTextAsync(file.FullName, report.ToJson());
        }

        string? folder = parsed.GetValue(Results)?.FullName ?? (size == Size.Full ? report.Conditions.ResultFolder : null);
        if (folder is not null)
        {
            await report.WriteAsync(folder);
            Console.WriteLine($"Written to {folder}");
        }

        return failed == 0 ? 0 : 1;
    }
}
