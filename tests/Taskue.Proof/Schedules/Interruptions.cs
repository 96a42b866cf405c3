using Taskue.Proof.Schedules.Engine;

namespace Taskue.Proof.Schedules;

/// <summary>All schedules of one case that differ from the default in at most so many decisions, one after the other.</summary>
/// <remarks>Most defects of this kind need one or two interruptions at the right place (Musuvathi and Qadeer, 2007): these places are all visited.</remarks>
internal static class Interruptions
{
    /// <param name="most">In how many decisions.</param>
    /// <param name="run">Runs a schedule that deviates so.</param>
    public static IEnumerable<Schedule> Explore(int most, Func<IReadOnlyList<(int Decision, int Choice)>, Schedule> run)
    {
        var waiting = new Stack<(int Decision, int Choice)[]>([[]]);
        while (waiting.TryPop(out (int Decision, int Choice)[]? deviations))
        {
            Schedule schedule = run(deviations);
            yield return schedule;
            if (deviations.Length == most)
            {
                continue;
            }

            for (int decision = deviations.Length == 0 ? 0 : deviations[^1].Decision + 1; decision < schedule.Widths.Count; decision++)
            {
                for (int choice = 1; choice < schedule.Widths[decision]; choice++)
                {
                    waiting.Push([.. deviations, (decision, choice)]);
                }
            }
        }
    }
}
