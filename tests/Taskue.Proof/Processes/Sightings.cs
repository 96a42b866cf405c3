namespace Taskue.Proof.Processes;

/// <summary>What was seen of the faults of a round: starts that were moved on, results that came too late, calls that were repeated.</summary>
internal sealed class Sightings(Evidence evidence, Fleet fleet, Tally tally)
{
    /// <summary>What is not the work of one fault.</summary>
    public const string Whole = "";

    public void See()
    {
        foreach (StoredTry one in evidence.Tasks.Values.SelectMany(task => task.Tries))
        {
            if (one.Outcome is "runner_died" or "handed_back")
            {
                string what = one.Outcome == "runner_died" ? "starts recovered" : "starts handed back";
                tally.See(fleet.FateOf(one.Runner, one.EndedMs) ?? Whole, what);
            }
        }

        foreach (StoredEnd end in evidence.Tasks.Values.Select(task => task.End).OfType<StoredEnd>().Where(end => end.Letter == 'x'))
        {
            tally.See(fleet.FateOf(end.Runner, end.EndedMs) ?? Whole, "tasks terminated");
        }

        tally.See(KillProducer.Title, "calls without an answer", evidence.Cut.Count);
        tally.See(KillProducer.Title, "of those repeated by the next process", evidence.Cut.Count(call => call.Repeated));
        tally.See(KillProducer.Title, "of those not repeated and stored", evidence.Cut.Count(call => !call.Repeated && call.Stored));
        tally.See(KillProducer.Title, "workflows of which parts were left", evidence.Raw.Hash("staging").Count);
        tally.See(KillProducer.Title, "waits without an answer", evidence.Waits.Count(wait => wait.Killed && wait.State is null));
        tally.See(MixVersions.Title, "results of such runners", evidence.Tasks.Values.Count(task => task.End is { } end && RunnerSlot.IsReleased(end.Runner)));
        tally.See(Whole, "enqueue calls repeated", evidence.Repeated);
        tally.See(Whole, "results refused by the fence", int.Parse(evidence.Raw.Hash("meta").GetValueOrDefault("refused", "0"), System.Globalization.CultureInfo.InvariantCulture));
        tally.See(Whole, "bodies of fenced starts that began after the end", evidence.Tasks.Values.Where(task => task.End is not null).Sum(task => NoStartAfterEnd.Late(task).Count()));
        tally.See(Whole, "sent without an answer to the end", evidence.Tasks.Values.Count(task => !task.Acknowledged));
        foreach (RunnerSlot slot in fleet.Slots)
        {
            foreach (string line in slot.Lives.SelectMany(life => life.Lines).Select(line => line.Text).Where(line => line.StartsWith("log 11", StringComparison.Ordinal)))
            {
                string? what = line.AsSpan(4, 4) switch
                {
                    "1106" => "runners that heard of their own death",
                    "1104" => "times that a runner missed the server",
                    "1111" => "unexpected errors that a runner went on after",
                    "1115" => "times that logs could not be kept",
                    _ => null,
                };
                if (what is not null)
                {
                    tally.See(Whole, what);
                }
            }
        }
    }
}
