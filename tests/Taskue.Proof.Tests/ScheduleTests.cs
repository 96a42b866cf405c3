using Mono.Cecil;
using Taskue.Proof.Schedules;
using Taskue.Proof.Schedules.Engine;
using Taskue.Proof.Schedules.Rewriting;
using Taskue.Proof.Schedules.Scenarios;
using Taskue.Proof.Schedules.Shims;

namespace Taskue.Proof.Tests;

public sealed class ScheduleTests
{
    public static TheoryData<string> Races => [.. PlantedRace.All.Select(race => race.Name)];

    [Fact]
    public void A_schedule_runs_the_same_from_its_seed_and_from_its_deviations()
    {
        ScheduledCopy.Run run = ScheduledCopy.Load();
        foreach (Scenario scenario in Scenario.All)
        {
            Schedule first = run.Of(scenario.Name, 7, 3), again = run.Of(scenario.Name, 7, 3), told = run.Of(scenario.Name, 7, 3, first.Deviations);

            Assert.Equal((first.Steps, first.Decisions), (again.Steps, again.Decisions));
            Assert.Equal(first.Deviations, again.Deviations);
            Assert.Equal((first.Steps, first.Decisions), (told.Steps, told.Decisions));
            Assert.Equal(first.Deviations, told.Deviations);
            Assert.NotEqual(first.Deviations, run.Of(scenario.Name, 8, 3).Deviations);
        }
    }

    [Theory, MemberData(nameof(Races))]
    public void Each_planted_race_still_has_its_place(string name)
    {
        using var module = ModuleDefinition.ReadModule(typeof(TaskueRunner).Assembly.Location);

        PlantedRace.Find(name).Edit(module);
    }

    [Fact]
    public void A_use_of_a_lock_that_nothing_stands_for_is_refused()
    {
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => Rewriter.Rewrite(typeof(TaskueRunner).Assembly.Location, static _ => true, static _ => false, static module =>
            module.Method("ConsoleOutlet", "Write").Calls(nameof(Monitor), nameof(Monitor.TryEnter)).ForEach(call =>
                call.Operand = module.ImportReference(typeof(Monitor).GetMethod(nameof(Monitor.IsEntered))))));

        Assert.Contains("Monitor::IsEntered", refused.Message);
    }

    [Fact]
    public void A_race_is_found_shrunk_and_replayed_from_its_file()
    {
        PlantedRace race = PlantedRace.Find("joined-calls-without-lock");
        (Schedule? found, int after) = ScheduleSection.Catch(race, seed: 7);
        Assert.NotNull(found);
        ScheduledCopy.Run run = ScheduledCopy.Load(race);

        Schedule shrunk = ScheduleShrinker.Shrink(found, deviations => run.Of(race.Scenario, 7, after - 1, deviations));

        Assert.InRange(shrunk.Deviations.Count, 1, 3);
        string folder = Directory.CreateTempSubdirectory("taskue-schedule-").FullName;
        string path = new ScheduleFile(race.Scenario, 7, after - 1, race.Name, shrunk.Deviations).Write(folder, shrunk.Violation!);
        var said = new StringWriter();
        Assert.False(ScheduleFile.Replay(path, said));
        Assert.EndsWith("VIOLATION " + shrunk.Violation, said.ToString().TrimEnd());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void One_interruption_at_each_place_finds_what_needs_one()
    {
        PlantedRace race = PlantedRace.Find("joined-calls-without-lock");
        ScheduledCopy.Run run = ScheduledCopy.Load(race);

        Assert.Contains(Interruptions.Explore(1, deviations => run.Of(race.Scenario, 7, 0, deviations)), schedule => schedule.Violation is not null);
    }

    [Fact]
    public void Two_who_wait_for_each_other_are_told()
    {
        object one = new(), other = new();
        int done = 0;

        Scheduler scheduler = Run(choices: [(1, 1)], () =>
        {
            Start("ann", () => Both(one, other));
            Start("bob", () => Both(other, one));
            Scheduler.Wait("for both", () => done == 2);
        });

        Assert.StartsWith("deadlock", scheduler.Violation);
        Assert.Contains("ann at lock; bob at lock", scheduler.Violation);

        void Both(object first, object second)
        {
            bool taken = false;
            Locks.Enter(first, ref taken);
            Scheduler.Point("between");
            Locks.Enter(second, ref taken);
            done++;
        }
    }

    [Fact]
    public void A_schedule_without_end_is_told() =>
        Assert.StartsWith("it goes on for ever", Run([], () => Start("ann", () =>
        {
            while (true)
            {
                Scheduler.Point("again");
            }
        })).Violation);

    [Fact]
    public void A_thread_that_is_left_is_told() =>
        Assert.StartsWith("left behind: ann", Run([], () => Start("ann", () => Scheduler.Wait("for ever", () => false, Scheduler.In(TimeSpan.FromHours(1))))).Violation);

    [Fact]
    public void An_exception_that_would_end_the_process_is_told() =>
        Assert.Contains("planned", Run([], () => Start("ann", () => throw new InvalidOperationException("planned"))).Violation);

    [Fact]
    public void A_pulse_that_nobody_waits_for_is_lost()
    {
        object gate = new();
        var woken = new List<bool>();

        Scheduler scheduler = Run([], () =>
        {
            Start("ann", () =>
            {
                Enter(gate);
                Locks.Pulse(gate);
                Locks.Exit(gate);
                Enter(gate);
                woken.Add(Locks.Wait(gate, TimeSpan.FromSeconds(5)));
                woken.Add(Locks.Wait(gate, TimeSpan.FromSeconds(5)));
                Locks.Exit(gate);
            });
            Start("bob", () =>
            {
                Scheduler.Wait("a while", () => false, Scheduler.In(TimeSpan.FromSeconds(7)));
                Enter(gate);
                Locks.Pulse(gate);
                Locks.Exit(gate);
            });
        });

        Assert.Null(scheduler.Violation);
        Assert.Equal([false, true], woken);
    }

    private static void Enter(object gate)
    {
        bool taken = false;
        Locks.Enter(gate, ref taken);
    }

    private static void Start(string name, ThreadStart body)
    {
        Thread thread = Threads.New(body);
        thread.Name = name;
        Threads.Start(thread);
    }

    private static Scheduler Run((int, int)[] choices, Action scenario)
    {
        var scheduler = new Scheduler(new Deviating(choices), pressing: false, []);
        scheduler.Run(() =>
        {
            scenario();
            return Task.CompletedTask;
        });
        return scheduler;
    }
}
