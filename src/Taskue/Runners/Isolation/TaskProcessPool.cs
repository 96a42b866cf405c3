using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>The children of one runner: as many as it has slots, started beforehand, used again, replaced when they end.</summary>
/// <remarks>
/// States: starting; serving; broken (three starts failed one after the other: nobody gets a child any more); closed. The child that
/// was used last is used next: its caches are warm, and those that are not needed stay asleep.
/// </remarks>
internal sealed class TaskProcessPool : IDisposable
{
    private const int MostFailures = 3;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProcessorTimeLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    private readonly TaskHost host;
    private readonly RunnerMethods methods;
    private readonly ProcessStart program;
    private readonly ILogger log;
    private readonly object gate = new();
    private readonly Stack<TaskProcess> idle = new();
    private readonly HashSet<TaskProcess> all = [];
    private readonly SemaphoreSlim starts = new(Environment.ProcessorCount);
    private readonly ManualResetEventSlim closing = new();
    private readonly Timer? processorTimeWatch;
    private int failures;
    private IReadOnlyList<ModuleBuild> builds;
    private bool closed;
    private ChildException? broken;

    /// <exception cref="ChildException">This program cannot have children.</exception>
    public TaskProcessPool(TaskHost host, RunnerMethods methods, ILogger log)
    {
        this.host = host;
        this.methods = methods;
        builds = methods.Builds;
        methods.Renewed = Renew;
        methods.Holds = Holds;
        this.log = log;
        program = ChildProgram.Describe(host.Options.Children);
        if (host.Options.Children.TaskProcessorTime is { } most)
        {
            processorTimeWatch = new Timer(_ => Look(most), null, ProcessorTimeLook, ProcessorTimeLook);
        }
    }

    /// <summary>Children cannot be started any more; called once.</summary>
    public Action<ChildException> Broken { get; set; } = static _ => { };

    /// <summary>Starts all children.</summary>
    /// <exception cref="ChildException">One did not start; none is left.</exception>
    public async Task StartAsync()
    {
        try
        {
            // The first one by itself: what is wrong with one is wrong with all.
            await Task.Run(StartOne).ConfigureAwait(false);
            await Task.WhenAll(Enumerable.Range(1, host.Options.Concurrency - 1).Select(_ => Task.Run(StartOne))).ConfigureAwait(false);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gives a child that nobody uses, waiting for one. None if there will be none.</summary>
    public TaskProcess? Take()
    {
        lock (gate)
        {
            while (!closed && broken is null)
            {
                if (idle.TryPop(out TaskProcess? child))
                {
                    return child;
                }

                Monitor.Wait(gate);
            }

            return null;
        }
    }

    /// <summary>Takes a child back. One that has ended, is spent or runs an old build is replaced.</summary>
    public void Return(TaskProcess child)
    {
        lock (gate)
        {
            if (!closed && !child.IsEnded && !child.IsSpent && ReferenceEquals(child.Builds, builds))
            {
                idle.Push(child);
                Monitor.Pulse(gate);
                return;
            }
        }

        Replace([child]);
    }

    /// <summary>There are other builds of modules: children that have the old ones end, the busy ones after their task.</summary>
    private void Renew(IReadOnlyList<ModuleBuild> now)
    {
        TaskProcess[] old;
        lock (gate)
        {
            builds = now;
            old = [.. idle];
            idle.Clear();
        }

        Replace(old);
    }

    public void Dispose()
    {
        TaskProcess[] left;
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            closed = true;
            left = [.. idle];
            idle.Clear();
            foreach (TaskProcess busy in all.Except(left))
            {
                busy.Kill(); // its task was handed back; the thread that waits for it takes leave of it
            }

            Monitor.PulseAll(gate);
        }

        closing.Set();
        processorTimeWatch?.Dispose();
        Task.WhenAll(left.Select(child => Task.Factory.StartNew(
            () => End(child), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))).GetAwaiter().GetResult();
    }

    private void Replace(IReadOnlyList<TaskProcess> old)
    {
        lock (gate)
        {
            if (!closed && broken is null)
            {
                foreach (TaskProcess _ in old)
                {
                    new Thread(StartLater) { IsBackground = true, Name = "taskue child start" }.Start();
                }
            }
        }

        foreach (TaskProcess child in old)
        {
            if (child.IsEnded)
            {
                End(child);
            }
            else
            {
                new Thread(() => End(child)) { IsBackground = true, Name = "taskue child end" }.Start();
            }
        }
    }

    private void End(TaskProcess child)
    {
        child.End(EndLimit);
        lock (gate)
        {
            all.Remove(child); // until now it had its builds of modules
        }
    }

    private void StartOne()
    {
        starts.Wait();
        try
        {
            IReadOnlyList<ModuleBuild> of;
            lock (gate)
            {
                of = builds;
            }

            TaskProcess child = TaskProcess.Start(host, program, ChildSetup.Write(host.Options, host.RunnerName, of), of);
            methods.Announce(of, child.Announcement);
            lock (gate)
            {
                if (!closed)
                {
                    failures = 0;
                    all.Add(child);
                    if (ReferenceEquals(of, builds))
                    {
                        idle.Push(child);
                        Monitor.Pulse(gate);
                        return;
                    }
                }
            }

            if (closed)
            {
                child.End(EndLimit);
            }
            else
            {
                Replace([child]);
            }
        }
        finally
        {
            starts.Release();
        }
    }

    private void StartLater()
    {
        while (true)
        {
            try
            {
                StartOne();
                return;
            }
            catch (Exception fault)
            {
                ChildException known = fault as ChildException ?? new ChildException($"A child process could not be started: {fault.Message}");
                IsolationLog.StartFailed(log, host.RunnerName, known.Message);
                lock (gate)
                {
                    if (closed || broken is not null)
                    {
                        return;
                    }

                    if (++failures >= MostFailures)
                    {
                        broken = known;
                        Monitor.PulseAll(gate);
                    }
                }

                if (broken is not null)
                {
                    Broken(known);
                    return;
                }

                closing.Wait(PauseAfterFailure);
            }
        }
    }

    /// <summary>Whether a child still has that build.</summary>
    private bool Holds(ModuleBuild build)
    {
        lock (gate)
        {
            return builds.Contains(build) || all.Any(child => child.Builds.Contains(build));
        }
    }

    private void Look(TimeSpan most)
    {
        TaskProcess[] children;
        lock (gate)
        {
            children = [.. all];
        }

        foreach (TaskProcess child in children)
        {
            child.CheckProcessorTime(most);
        }
    }
}
