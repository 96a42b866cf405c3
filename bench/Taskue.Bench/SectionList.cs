namespace Taskue.Bench;

/// <summary>All sections, in the order of a run.</summary>
internal static class SectionList
{
    private static readonly Section[] All =
    [
        new DrainSection(),
        new EnqueueSection(),
        new CallersSection(),
        new LatencySection(),
        new WorkflowSection(),
        new StageLatencySection(),
        new ReadingSection(),
        new IsolatedSection(),
        new LogSection(),
        new RedisBenchmarkSection(),
        new RunnersSection(),
        new ConcurrencySection(),
        new LengthSection(),
        new PayloadSection(),
        new QueuesSection(),
        new WaitersSection(),
        new FinishedSection(),
        new StartSection(),
        new IdleSection(),
        new RecoverySection(),
        new GatesSection(),
        .. PeerSection.All(),
    ];

    /// <summary>The named sections and groups, or all that belong to a run of this size; null where a name is not known.</summary>
    public static IReadOnlyList<Section>? Choose(string[] names, Size size, out string? unknown)
    {
        unknown = Array.Find(names, name => !Array.Exists(All, section => Fits(section, name)));
        return unknown is not null ? null
            : names.Length > 0 ? [.. All.Where(section => Array.Exists(names, name => Fits(section, name)))]
            : [.. All.Where(section => size == Size.Full || (size == Size.Quick ? section.TakesQuick > TimeSpan.Zero : !section.NeedsSetup))];
    }

    public static string Estimate(IReadOnlyList<Section> sections, Size size)
    {
        if (size == Size.Tiny)
        {
            return "Tiny counts: this shows that the sections work; the figures mean nothing.";
        }

        var sum = TimeSpan.FromSeconds(sections.Sum(section => (size == Size.Full ? section.Takes : section.TakesQuick).TotalSeconds));
        return $"{sections.Count} sections, about {(sum.TotalSeconds < 120 ? $"{sum.TotalSeconds:0} seconds" : $"{sum.TotalMinutes:0} minutes")}.";
    }

    public static void Print()
    {
        foreach (IGrouping<string, Section> group in All.GroupBy(section => section.Group))
        {
            Console.WriteLine($"{group.Key}  (about {group.Sum(section => section.Takes.TotalMinutes):0.#} min)");
            foreach (Section section in group)
            {
                Console.WriteLine($"  {section.Name,-18} {section.Takes.TotalSeconds,4:0} s  {section.What}");
            }
        }
    }

    private static bool Fits(Section section, string name) =>
        section.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || section.Group.Equals(name, StringComparison.OrdinalIgnoreCase);
}
