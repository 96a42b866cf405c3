using System.Diagnostics;

namespace Taskue.Proof.Schedules.Engine;

// Who goes on, and when time passes.
internal sealed partial class Scheduler
{
    /// <summary>A schedule that goes on for longer never ends.</summary>
    private const int MostSteps = 200_000;

    private const int TraceLength = 80;

    /// <summary>How far time may jump ahead of those who could go on, and how often: a slow machine, not one that stands still for ever.</summary>
    private static readonly long MostHurry = 5 * Stopwatch.Frequency;

    private const int MostHurries = 20;

    private readonly List<Flow> able = [];
    private readonly Queue<string> trace = new();
    private Flow? last;
    private int hurries;

    /// <summary>Who goes on; null where the schedule is over.</summary>
    /// <param name="present">The flow that runs, if it has not ended.</param>
    /// <param name="place">Where it stands or stood.</param>
    private Flow? Next(Flow? present, int place)
    {
        while (!over)
        {
            if (++Steps > MostSteps)
            {
                Break($"it goes on for ever: {string.Join("; ", flows)}");
                return null;
            }

            long earliest = FindAble(place);
            if (able.Count == 0)
            {
                if (earliest == long.MaxValue)
                {
                    Break(flows.Count == 0 ? "everybody has gone" : $"deadlock: {string.Join("; ", flows)}");
                    return null;
                }

                Now = earliest;
                continue;
            }

            int choice = Decide(present is not null && able[0] == present, able.Count + (pressing && hurries < MostHurries && earliest <= Now + MostHurry ? 1 : 0));
            if (choice < able.Count)
            {
                Note(able[choice]);
                return able[choice];
            }

            hurries++;
            Now = earliest;
        }

        return null;
    }

    /// <summary>Gathers those that can go on, and gives the moment when the next of the others will.</summary>
    private long FindAble(int place)
    {
        able.Clear();
        long earliest = long.MaxValue;
        for (int i = 0; i < flows.Count; i++)
        {
            Flow flow = flows[(place + i) % flows.Count];
            if (flow.Can(Now))
            {
                able.Add(flow);
            }
            else
            {
                earliest = Math.Min(earliest, flow.Deadline);
            }
        }

        return earliest;
    }

    private int Decide(bool goesOn, int count)
    {
        if (count == 1)
        {
            return 0;
        }

        int choice = chooser.Choose(able, goesOn, count);
        if (choice != 0)
        {
            Deviations.Add((Decisions, choice));
        }

        Decisions++;
        return choice;
    }

    private void Note(Flow flow)
    {
        if (flow == last && flow.At.EndsWith(FieldMark, StringComparison.Ordinal))
        {
            return;
        }

        last = flow;
        trace.Enqueue($"{Stopwatch.GetElapsedTime(3600 * Stopwatch.Frequency, Now).TotalMilliseconds,9:F1} ms  {flow}");
        if (trace.Count > TraceLength)
        {
            trace.Dequeue();
        }
    }
}
