using System.Diagnostics;
using System.Globalization;
using Taskue.Proof.Campaign;
using Taskue.TestSupport;

namespace Taskue.Proof.Fuzz;

/// <summary>The inputs of one target: those that have broken a rule once, the samples, and then drawn ones.</summary>
internal sealed class FuzzRun(FuzzTarget target, ulong seed, string folder)
{
    private const int MostViolations = 3;
    private const long MostGrowth = 64 * 1024 * 1024;
    private static readonly TimeSpan ShrinkFor = TimeSpan.FromSeconds(10);

    private readonly Mutator mutator = new(target.Samples, target.Words);
    private readonly Dictionary<string, long> refusals = new(StringComparer.Ordinal);
    private readonly HashSet<string> kinds = new(StringComparer.Ordinal);
    private byte[] current = [];
    private long began;

    public long Inputs { get; private set; }

    public long Accepted { get; private set; }

    public TimeSpan Took { get; private set; }

    public List<Violation> Violations { get; } = [];

    /// <summary>How the others were refused, the most frequent first.</summary>
    public string Refusals => string.Join(", ", refusals.OrderByDescending(one => one.Value).Select(one => $"{one.Key} {one.Value.ToString("N0", CultureInfo.InvariantCulture)}"));

    public long Refused => refusals.Values.Sum();

    /// <summary>Feeds them; an input that never comes back ends the run.</summary>
    public async Task RunAsync(long count, TimeSpan? limit, CancellationToken stopping)
    {
        long started = Stopwatch.GetTimestamp();
        Task work = Task.Run(() => Work(count, limit, stopping), CancellationToken.None);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        Task<bool> tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        while (await Task.WhenAny(work, tick) != work)
        {
            tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
            if (Stopwatch.GetElapsedTime(Interlocked.Read(ref began)) > 3 * Trial.MostTime + ShrinkFor)
            {
                Add(Inputs, Volatile.Read(ref current), new Trial(null, "hang", "It never came back."));
                return;
            }
        }

        await work;
        Took = Stopwatch.GetElapsedTime(started);
    }

    private void Work(long count, TimeSpan? limit, CancellationToken stopping)
    {
        long started = Stopwatch.GetTimestamp();
        foreach (byte[] sample in target.Samples)
        {
            Trial trial = Feed(-1, sample);
            if (trial.Refused is { } refused)
            {
                Violations.Add(new Violation($"{target.Name} refuses a valid sample ({refused}): {InputFile.Literal(sample)}"));
            }
        }

        foreach ((int i, byte[] found) in Found.Of(target.Name).Index())
        {
            Feed(-2 - i, found);
        }

        long heap = GC.GetTotalMemory(forceFullCollection: true);
        for (long number = 0; number < count && Violations.Count < MostViolations && !stopping.IsCancellationRequested; number++)
        {
            if ((number & 63) == 0 && Stopwatch.GetElapsedTime(started) > limit)
            {
                break;
            }

            Feed(number, mutator.Draw(Dice.Of(seed, target.Name, number)));
        }

        // Beside other tests somebody else may hold memory at this moment. What the inputs left behind stays.
        long grown = GC.GetTotalMemory(forceFullCollection: true) - heap;
        for (int look = 1; grown > MostGrowth && look < 10 && !stopping.WaitHandle.WaitOne(TimeSpan.FromSeconds(1)); look++)
        {
            grown = Math.Min(grown, GC.GetTotalMemory(forceFullCollection: true) - heap);
        }

        if (grown > MostGrowth)
        {
            Violations.Add(new Violation(string.Create(CultureInfo.InvariantCulture, $"{target.Name}: {Inputs:N0} inputs left {grown:N0} bytes behind.")));
        }
    }

    private Trial Feed(long number, byte[] input)
    {
        Volatile.Write(ref current, input);
        Interlocked.Exchange(ref began, Stopwatch.GetTimestamp());
        Trial trial = Trial.Of(target, input);
        Inputs++;
        if (trial.Broken is { } kind)
        {
            if (kinds.Add(kind))
            {
                byte[] shrunk = kind == "hang" ? input : InputShrinker.Shrink(input, tried => Trial.Of(target, tried).Broken == kind, ShrinkFor);
                Add(number, shrunk, Trial.Of(target, shrunk) is { Broken: not null } again ? again : trial);
            }
        }
        else if (trial.Refused is { } refused)
        {
            refusals[refused] = refusals.GetValueOrDefault(refused) + 1;
        }
        else
        {
            Accepted++;
        }

        return trial;
    }

    private void Add(long number, byte[] input, Trial trial)
    {
        string path = InputFile.Write(folder, target, seed, number, input);
        Violations.Add(new Violation($"{target.Name}, input {number.ToString(CultureInfo.InvariantCulture)}: {trial.Broken}\n{InputFile.Literal(input)}\n{trial.Text}", Path.GetRelativePath(Repository.Root, path)));
    }
}
