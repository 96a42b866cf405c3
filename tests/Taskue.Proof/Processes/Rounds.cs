using System.Globalization;
using Taskue.Proof.Campaign;

namespace Taskue.Proof.Processes;

/// <summary>Runs rounds, each with a folder of its own. One that broke a rule leaves it; the others leave nothing.</summary>
internal sealed class Rounds(CampaignOptions options, TextWriter progress, CancellationToken stopping)
{
    /// <summary>How what is no rule's matter begins: the harness itself failed.</summary>
    public const string BrokeOff = "the round broke off";

    /// <summary>Runs a round; null if the campaign was stopped.</summary>
    public async Task<RoundResult?> RunAsync(RoundForm form, Tally tally)
    {
        string folder = FolderOf(form);
        Delete(folder);
        await using var round = new Round(form, folder, tally, progress);
        RoundResult result;
        try
        {
            result = await round.RunAsync(stopping);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            Delete(folder);
            return null;
        }
        catch (Exception fault)
        {
            result = new RoundResult([$"{BrokeOff}: {fault}"], 0, 0, 0, 0);
        }

        if (result.Violations.Count == 0 || form.Defect.Count > 0)
        {
            Delete(folder);
            return result;
        }

        await round.KeepAsync(result.Violations);
        string where = Path.GetRelativePath(Directory.GetCurrentDirectory(), folder);
        string again = string.Create(CultureInfo.InvariantCulture,
            $"Round {form.Name} of seed {options.Seed}; what was written down lies in {where}. The same faults again, at other moments: ./prove --only processes --seed {options.Seed}{(options.Short ? $" --short --rotation {options.Rotation}" : "")}");
        return result with { Violations = [.. result.Violations, again] };
    }

    private string FolderOf(RoundForm form) => Path.Combine(options.Folder, string.Create(CultureInfo.InvariantCulture, $"processes-{options.Seed}-{form.Name}"));

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
