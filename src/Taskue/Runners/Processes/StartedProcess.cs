using System.Globalization;

namespace Taskue;

/// <summary>A process that this one has started and must take leave of: it leads a session and a process group.</summary>
internal sealed class StartedProcess
{
    /// <summary>The variable whose value marks a process and all that it starts, also what leaves its group and session.</summary>
    public const string TokenVariable = "TASKUE_PROCESS_TREE";

    private static readonly string TokenOfThis = Guid.NewGuid().ToString("N");
    private static int numbered;

    private readonly Lock gate = new();
    private readonly string token;
    private ProcessExit? exit;

    private StartedProcess(int id, string token)
    {
        Id = id;
        this.token = token;
        ProcessGuard.Add(id);
    }

    /// <summary>Starts a program, marked so that all that it starts is found again.</summary>
    /// <returns>The process, or the system's error number.</returns>
    public static (StartedProcess? Process, int Error) Start(ProcessStart program)
    {
        string token = string.Create(CultureInfo.InvariantCulture, $"{TokenOfThis}.{Interlocked.Increment(ref numbered)}.");
        var environment = new Dictionary<string, string>(program.Environment, StringComparer.Ordinal) { [TokenVariable] = token };
        int error = (program with { Environment = environment }).TryStart(out int id);
        return error == 0 ? (new StartedProcess(id, token), 0) : (null, error);
    }

    public int Id { get; }

    /// <summary>How much processor time it has taken: it alone, all its threads.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            lock (gate)
            {
                // The clock of a process is made of its id (clock_getcpuclockid).
                return exit is null && Libc.GetTime((~Id << 3) | 2, out Libc.TimeSpec time) == 0
                    ? TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / 100))
                    : TimeSpan.Zero;
            }
        }
    }

    /// <summary>The beginning of every token of this process's.</summary>
    public static string TokenPrefix => $"{TokenVariable}={TokenOfThis}.";

    /// <summary>Sends a signal to its group.</summary>
    public void Signal(int signal)
    {
        lock (gate)
        {
            if (exit is null)
            {
                _ = Libc.Kill(-Id, signal);
            }
        }
    }

    /// <summary>Limits a resource of it and of what it starts from now on, for each process.</summary>
    /// <param name="resource">Which.</param>
    /// <param name="most">How much, in the resource's unit.</param>
    /// <param name="beyond">How much more until the kernel does not warn any more but ends it.</param>
    public void Limit(int resource, ulong most, ulong beyond = 0)
    {
        lock (gate)
        {
            if (exit is null)
            {
                _ = Libc.SetLimit(Id, resource, new Libc.Limit { Soft = most, Hard = most + beyond }, 0);
            }
        }
    }

    /// <summary>How much memory it occupies now, in bytes; 0 where that cannot be told.</summary>
    public long ResidentBytes()
    {
        try
        {
            string[] pages = File.ReadAllText($"/proc/{Id}/statm").Split(' ');
            return pages.Length > 1 && long.TryParse(pages[1], NumberStyles.None, CultureInfo.InvariantCulture, out long resident)
                ? resident * Environment.SystemPageSize : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Waits for its end, and ends what it has started and left behind.</summary>
    /// <remarks>Blocks. The end stays readable for as long as this object lives.</remarks>
    public ProcessExit WaitForExit()
    {
        if (exit is { } known)
        {
            return known;
        }

        ProcessExit seen = ProcessExit.Observe(Id);
        // Until it is reaped its id is nobody else's, and its group can be ended safely.
        _ = Libc.Kill(-Id, Libc.SIGKILL);
        ProcessTree.Kill(Id, $"{TokenVariable}={token}");
        lock (gate)
        {
            if (exit is null)
            {
                ProcessGuard.Remove(Id);
                ProcessExit.Reap(Id);
                exit = seen;
            }

            return exit.Value;
        }
    }

    /// <summary>Ends it and its group at once; what has left the group ends with <see cref="WaitForExit"/>.</summary>
    public void Kill() => Signal(Libc.SIGKILL);
}
