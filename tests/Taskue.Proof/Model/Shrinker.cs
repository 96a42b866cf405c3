using System.Diagnostics;

namespace Taskue.Proof.Model;

/// <summary>Makes a history that breaks a rule short: takes out ever smaller pieces as long as what is left breaks one, too.</summary>
internal static class Shrinker
{
    public static async Task<(IReadOnlyList<Step> Steps, Failure Failure)> ShrinkAsync(
        IReadOnlyList<Step> steps, Failure failure, Func<IReadOnlyList<Step>, Task<Failure?>> run, TimeSpan most)
    {
        long started = Stopwatch.GetTimestamp();
        List<Step> best = [.. steps.Take(failure.Step)];
        for (int size = Math.Max(1, best.Count / 2); size >= 1;)
        {
            bool shorter = false;
            for (int at = best.Count - size; at > -size && Stopwatch.GetElapsedTime(started) < most; at -= size)
            {
                List<Step> tried = [.. best.Take(Math.Max(at, 0)), .. best.Skip(at + size)];
                if (tried.Count < best.Count && await run(tried) is { } found)
                {
                    (best, failure, shorter) = ([.. tried.Take(Math.Max(found.Step, 1))], found, true);
                    at = Math.Min(at, best.Count);
                }
            }

            if (Stopwatch.GetElapsedTime(started) >= most || (size == 1 && !shorter))
            {
                break;
            }

            size = shorter && size == 1 ? 1 : Math.Max(1, size / 2);
        }

        return (best, failure);
    }
}
