using System.Diagnostics;

namespace Taskue.Proof.Fuzz;

/// <summary>Makes an input that breaks a rule shorter, as long as it breaks the same rule: halves, quarters, …, single bytes are left out.</summary>
internal static class InputShrinker
{
    public static byte[] Shrink(byte[] input, Func<byte[], bool> breaks, TimeSpan most)
    {
        long started = Stopwatch.GetTimestamp();
        for (int size = Math.Max(1, input.Length / 2); size > 0; size /= 2)
        {
            for (int at = 0; at < input.Length && Stopwatch.GetElapsedTime(started) < most;)
            {
                byte[] tried = [.. input[..at], .. input[Math.Min(input.Length, at + size)..]];
                if (breaks(tried))
                {
                    input = tried;
                }
                else
                {
                    at += size;
                }
            }
        }

        return input;
    }
}
