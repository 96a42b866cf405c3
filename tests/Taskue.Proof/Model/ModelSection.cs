using System.Diagnostics;
using System.Globalization;
using Taskue.Proof.Campaign;
using Taskue.TestSupport;

namespace Taskue.Proof.Model;

/// <summary>
/// Random histories of every operation, against the model and the real scripts, on both servers. In the short form everything is compared
/// after each step; in the full one answers after each, and all keys after every fiftieth and after each that leaves the store a choice.
/// </summary>
internal sealed class ModelSection : ISection
{
    private const int MostViolations = 3;
    private static readonly TimeSpan ShrinkFor = TimeSpan.FromSeconds(45);

    public string Name => "model";

    public string Promise => "Random histories leave redis-server and the embedded server as the model says, and all invariants hold.";

    public async Task<SectionReport> RunAsync(CampaignOptions options, TextWriter progress, CancellationToken stopping)
    {
        int lookEvery = options.Short ? 1 : 50;
        (ServerKind Kind, long Steps, double Share)[] plan = options.Short
            ? [(ServerKind.Redis, 60_000, 0.7), (ServerKind.Embedded, 20_000, 0.3)]
            : [(ServerKind.Redis, 8_000_000, 0.75), (ServerKind.Embedded, 2_000_000, 0.25)];
        var figures = new List<Figure>();
        var violations = new List<Violation>();
        long all = 0;
        foreach ((ServerKind kind, long steps, double share) in plan)
        {
            var part = new Part(options, kind, steps, lookEvery, options.Limit * share, progress);
            await part.RunAsync(stopping);
            all += part.Steps;
            string on = kind == ServerKind.Redis ? "on redis-server" : "on the embedded server";
            figures.Add(new Figure("steps " + on, Number(part.Steps)));
            figures.Add(new Figure("histories " + on, Number(part.Runs)));
            figures.Add(new Figure("steps a second " + on, Number((long)(part.Steps / part.Took.TotalSeconds))));
            violations.AddRange(part.Violations);
        }

        figures.Insert(0, new Figure("steps", Number(all)));
        figures.Add(new Figure("all keys compared after every", string.Create(CultureInfo.InvariantCulture, $"{lookEvery}. step")));
        return new SectionReport(Name, figures, violations);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Histories on one server, by two workers.</summary>
    private sealed class Part(CampaignOptions options, ServerKind kind, long most, int lookEvery, TimeSpan? limit, TextWriter progress)
    {
        private readonly Lock gate = new();
        private int next;
        private long steps;
        private int histories;

        public long Steps => Interlocked.Read(ref steps);

        public int Runs => histories;

        public TimeSpan Took { get; private set; }

        public List<Violation> Violations { get; } = [];

        public async Task RunAsync(CancellationToken stopping)
        {
            long started = Stopwatch.GetTimestamp();
            long told = started;
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
            Took = Stopwatch.GetElapsedTime(started);

            async Task WorkAsync()
            {
                await using Bench bench = await Bench.OpenAsync(kind);
                while (Steps < most && Violations.Count < MostViolations && !stopping.IsCancellationRequested && !(Stopwatch.GetElapsedTime(started) > limit))
                {
                    int number = Interlocked.Increment(ref next);
                    Step[] history = Histories.Draw(options.Seed + (kind == ServerKind.Redis ? 0UL : 1UL), number);
                    var form = new RunForm(Narrow: number % 3 == 0, lookEvery);
                    if (await OnceAsync(bench, form, history) is { } failure)
                    {
                        await ReportAsync(bench, form with { LookEvery = 1 }, history, number, failure);
                    }

                    Interlocked.Increment(ref histories);
                    lock (gate)
                    {
                        if (Stopwatch.GetElapsedTime(told) > TimeSpan.FromSeconds(30))
                        {
                            told = Stopwatch.GetTimestamp();
                            progress.WriteLine($"  {kind}: {Number(Steps)} steps in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s");
                        }
                    }
                }
            }
        }

        private async Task<Failure?> OnceAsync(Bench bench, RunForm form, IReadOnlyList<Step> history)
        {
            using var run = new HistoryRun(bench, form);
            Failure? failure = await run.RunAsync(history);
            Interlocked.Add(ref steps, run.Calls);
            return failure;
        }

        private async Task ReportAsync(Bench bench, RunForm form, Step[] history, int number, Failure failure)
        {
            (IReadOnlyList<Step> shrunk, failure) = await Shrinker.ShrinkAsync(history, failure, tried => OnceAsync(bench, form, tried), ShrinkFor);
            string path = Path.Combine(options.Folder, string.Create(CultureInfo.InvariantCulture, $"model-{kind}-{options.Seed}-{number}.history"));
            HistoryFile.Write(path, new HistoryFile(kind, form.Narrow, null, shrunk), options.Seed, number, failure);
            lock (gate)
            {
                Violations.Add(new Violation($"on {kind}, history {number}, shrunk to {shrunk.Count} steps: {failure.Text}", Path.GetRelativePath(Repository.Root, path)));
            }
        }
    }
}
