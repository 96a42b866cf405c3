using Taskue.Proof.Schedules.Engine;

namespace Taskue.Proof.Schedules;

/// <summary>Leaves out of a schedule what it does not need to break a rule: the fewer interruptions, the easier it is read.</summary>
internal static class ScheduleShrinker
{
    private const int MostRuns = 400;

    /// <summary>The same schedule with fewer decisions that are not the default; it breaks a rule, too.</summary>
    public static Schedule Shrink(Schedule broken, Func<IReadOnlyList<(int Decision, int Choice)>, Schedule> run)
    {
        Schedule best = broken;
        int runs = 0;
        for (int length = Math.Max(1, best.Deviations.Count / 2); length > 0 && runs < MostRuns; length /= 2)
        {
            for (int from = 0; from < best.Deviations.Count && runs < MostRuns; runs++)
            {
                Schedule less = run([.. best.Deviations.Take(from), .. best.Deviations.Skip(from + length)]);
                if (less.Violation is not null && less.Deviations.Count < best.Deviations.Count)
                {
                    best = less;
                }
                else
                {
                    from += length;
                }
            }
        }

        return best;
    }
}
