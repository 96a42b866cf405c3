using System.Diagnostics;
using System.Globalization;
using Taskue.Proof.Fuzz.Targets;

namespace Taskue.Proof.Fuzz;

/// <summary>One input, fed to one target.</summary>
/// <param name="Refused">How it was refused; null where it was accepted.</param>
/// <param name="Broken">What kind of rule it broke, by which shrinking knows it again; null where it broke none.</param>
/// <param name="Text">What was seen.</param>
internal readonly record struct Trial(string? Refused, string? Broken, string Text)
{
    /// <summary>How long one input may take.</summary>
    public static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    /// <summary>What one input may allocate, beside 200 times its own length: what is only announced takes no memory.</summary>
    private const long MostBytes = 32 * 1024 * 1024;

    public static Trial Of(FuzzTarget target, byte[] input)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread(), started = Stopwatch.GetTimestamp();
        string? refused;
        LoadWatch.Begin();
        try
        {
            refused = target.Feed(input);
        }
        catch (PromiseException broken)
        {
            return new Trial(null, "promise: " + broken.Message.Split(':')[0], broken.Message);
        }
        catch (Exception fault) when (target.Typed.Contains(fault.GetType()))
        {
            refused = fault.GetType().Name;
        }
        catch (Exception fault)
        {
            string? where = new StackTrace(fault).GetFrames().Select(frame => frame.GetMethod()?.DeclaringType?.FullName + "." + frame.GetMethod()?.Name)
                .FirstOrDefault(name => name.StartsWith("Taskue.", StringComparison.Ordinal));
            return new Trial(null, $"{fault.GetType().Name} in {where}", fault.ToString());
        }

        TimeSpan took = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return took > MostTime ? new Trial(null, "hang", string.Create(CultureInfo.InvariantCulture, $"It took {took.TotalSeconds:F1} s."))
            : allocated > MostBytes + (200L * input.Length)
                ? new Trial(null, "growth", string.Create(CultureInfo.InvariantCulture, $"{input.Length} bytes made it allocate {allocated:N0}."))
                : new Trial(refused, null, "");
    }
}
