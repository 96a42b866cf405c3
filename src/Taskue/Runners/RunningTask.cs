using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue;

/// <summary>One start of a task in this runner: the body, its token, its scope, and its one outcome.</summary>
/// <remarks>
/// States: begun; timed out (its token has fired, the body may still end within the grace); settled (its outcome is told, once: by the
/// body's end, by the end of the grace, or by the runner that stops). What the body does after that changes nothing. Of a body that has thrown the
/// type is noted at once: whatever is called before the outcome is told (messages, middleware, disposal) may never return.
/// </remarks>
internal sealed class RunningTask : TaskContext
{
    private const int OffThread = 0, OnThread = 1, WrittenOff = 2;
    private const int BodyRuns = 0, BodyStuck = 1, BodyEnded = 2;

    private readonly TaskHost host;
    private readonly ClaimedTask claim;
    private readonly SpecRecord? spec;
    private CancellationTokenSource? cancellation;
    private AsyncServiceScope? scope;
    private ILogger? logger;
    private IStoppableBody? elsewhere;
    private TaskLog? log;
    private SecretMask? secrets;
    private int thread;
    private int settled;
    private int body;
    private volatile bool cancelled;
    private volatile bool timedOut;
    private volatile string? threw;
    private volatile bool failed;
    private volatile bool captured; // the console was as it should be when it began
    private Exception? fault; // what its method threw; then what is logged
    private long timedOutTicks;
    private long settledTicks;

    public RunningTask(TaskHost host, ClaimedTask claim, SpecRecord? spec)
    {
        this.host = host;
        this.claim = claim;
        this.spec = spec;
        Timeout = spec?.TimeoutMs switch
        {
            null => host.Options.TaskTimeout,
            < 0 => System.Threading.Timeout.InfiniteTimeSpan,
            long ms => TimeSpan.FromMilliseconds(ms),
        };
        StartedTicks = Stopwatch.GetTimestamp();
    }

    public TimeSpan Timeout { get; }

    public long StartedTicks { get; }

    public bool HasTimedOut => timedOut;

    /// <summary>How long ago its timeout has fired its token.</summary>
    public TimeSpan SinceTimeout => Stopwatch.GetElapsedTime(Volatile.Read(ref timedOutTicks));

    public override string TaskId => claim.Id;

    public override string? WorkflowId => spec?.WorkflowId;

    public override int? Stage => spec?.Stage;

    public override string Title => spec is null ? claim.Id : spec.Title ?? MethodName.Short(spec.Method);

    public override string Queue => spec?.Queue ?? "";

    public override int Attempt => claim.Attempts + 1;

    public override long Starts => claim.Starts;

    public override string RunnerName => host.RunnerName;

    public override ILogger Logger => logger ??= host.LoggerFor(this);

    /// <summary>What must not be read in what it writes.</summary>
    public SecretMask Secrets => Volatile.Read(ref secrets) ?? host.Secrets;

    /// <summary>Whether it has written anything.</summary>
    public bool HasLog => Volatile.Read(ref log) is not null;

    /// <summary>Made by the first line: an attempt that writes nothing has none.</summary>
    internal override ITaskLog Log => Volatile.Read(ref log) is { } opened ? opened : host.Logs is { } shipper ? OpenLog(shipper) : NoTaskLog.Instance;

    public override IServiceProvider Services => ScopedServices
        ?? throw new InvalidOperationException("This runner was given no services. Set RunnerOptions.Services, or use AddTaskueRunner in a host.");

    public override CancellationToken CancellationToken
    {
        get
        {
            if (Volatile.Read(ref cancellation) is { } made)
            {
                return made.Token;
            }

            var source = new CancellationTokenSource();
            source = Interlocked.CompareExchange(ref cancellation, source, null) ?? source;
            if (cancelled)
            {
                source.Cancel();
            }

            return source.Token;
        }
    }

    /// <summary>The services of the attempt's scope, or none where the runner has none.</summary>
    public IServiceProvider? ScopedServices => Scope?.ServiceProvider;

    private AsyncServiceScope? Scope => scope ??= host.Options.Services?.CreateAsyncScope();

    public override void AddSecret(string secret)
    {
        SecretMask.Check(secret, nameof(secret));
        SecretMask before;
        SecretMask? seen;
        do
        {
            seen = Volatile.Read(ref secrets);
            before = seen ?? host.Secrets;
        }
        while (Interlocked.CompareExchange(ref secrets, before.With(secret), seen) != seen);
        host.SecretAdded(secret);
    }

    /// <summary>Its method threw; what runs after that decides about the outcome, and may never end.</summary>
    internal override void Threw(Exception fault)
    {
        this.fault = fault;
        NoteThrown(ExceptionText.TypeOf(fault), isOutcome: false);
    }

    /// <summary>An exception of this type was thrown, and is about to be read if it is the outcome.</summary>
    public void NoteThrown(string type, bool isOutcome)
    {
        threw = type;
        failed = isOutcome && !timedOut;
        host.Threw(type, isOutcome);
    }

    internal override IDisposable BeginWait(string id) => host.Waits.Begin(claim.Id, id);

    internal override string Masked(string text) => Secrets.Apply(text);

    internal override bool Captures(LogLevel level) => host.Logs is { } shipper && level >= shipper.MinimumLevel && level < LogLevel.None;

    internal override ILogger Capturing(ILogger? inner) => host.LoggerFor(this, inner is null ? null : new SafeLogger(inner));

    /// <summary>Takes no more lines. Where some are still to be shipped, calls <paramref name="after"/> when they are with the store, and says so.</summary>
    public bool CloseLog(Action after) => Volatile.Read(ref log)?.Close(after) ?? false;

    public void DiscardLog() => Volatile.Read(ref log)?.Discard();

    private TaskLog OpenLog(LogShipper shipper)
    {
        var opened = new TaskLog(shipper, this);
        opened = Interlocked.CompareExchange(ref log, opened, null) ?? opened;
        if (Volatile.Read(ref settled) == 1)
        {
            opened.Discard(); // what a body does after its outcome changes nothing
        }

        return opened;
    }

    /// <summary>Whether a start that ended so is followed by another attempt.</summary>
    public bool IsTriedAgain(FinishedStart outcome) =>
        outcome.Ending is Ending.Failed or Ending.TimedOut && outcome.Reason != "result" && claim.Attempts < (spec?.Retries ?? 0);

    /// <summary>How many attempts the task may have, and the method that it calls.</summary>
    public (long Attempts, string Method) Plan => ((spec?.Retries ?? 0) + 1, spec?.Method ?? "");

    /// <summary>Runs the task on this thread as far as it goes without waiting. False if the thread was written off meanwhile.</summary>
    public bool Begin()
    {
        Volatile.Write(ref thread, OnThread);
        _ = RunAsync();
        return Interlocked.CompareExchange(ref thread, OffThread, OnThread) == OnThread;
    }

    /// <summary>The timeout has passed: the token fires, and however the body ends now, the task has timed out.</summary>
    public void FireTimeout()
    {
        Volatile.Write(ref timedOutTicks, Stopwatch.GetTimestamp());
        timedOut = true;
        Cancel();
    }

    /// <summary>Its outcome was told so long ago, and what comes after that keeps its thread: the thread is written off.</summary>
    public bool LeaveThread(TimeSpan limit)
    {
        long since = Volatile.Read(ref settledTicks);
        bool kept = since != 0 && Stopwatch.GetElapsedTime(since) >= limit && Interlocked.CompareExchange(ref thread, WrittenOff, OnThread) == OnThread;
        if (kept)
        {
            CountStuck();
        }

        return kept;
    }

    /// <summary>Ends the attempt without its body: the grace is over, the runner stops, or the claim is lost.</summary>
    /// <returns>Whether this was the first outcome, and whether the body still keeps a thread.</returns>
    public (bool First, bool KeepsThread) Abandon()
    {
        bool first = Interlocked.Exchange(ref settled, 1) == 0;
        _ = PutConsoleBack();
        Cancel();
        Volatile.Read(ref elsewhere)?.Kill(this);
        return (first, Interlocked.CompareExchange(ref thread, WrittenOff, OnThread) == OnThread);
    }

    /// <summary>The body runs elsewhere, and is to hear of the attempt's end; it may have come already.</summary>
    public void Attach(IStoppableBody running)
    {
        Interlocked.Exchange(ref elsewhere, running);
        if (cancelled)
        {
            running.Cancel(this);
        }

        if (Volatile.Read(ref settled) != 0)
        {
            running.Kill(this);
        }
    }

    /// <summary>The body has ignored its timeout past the grace: it is counted as stuck until it ends.</summary>
    public void CountStuck()
    {
        if (elsewhere is not null)
        {
            return; // it is being killed
        }

        host.Stuck.Add();
        if (Interlocked.CompareExchange(ref body, BodyStuck, BodyRuns) != BodyRuns)
        {
            host.Stuck.Remove(); // it has ended at this very moment
        }
    }

    public FinishedStart Finished(Ending ending, string reason, ReadOnlySpan<byte> result, TaskError? error, ReadOnlySpan<byte> after = default)
    {
        bool large = result.Length > SpecRecord.InlineBytes;
        return new FinishedStart(claim.Id, claim.Starts, ending, reason,
            OutcomeRecord.Write(host.RunnerName, large ? default : result, Secrets.Apply(error), after), large ? result.ToArray() : default, spec?.WorkflowQueues);
    }

    /// <summary>It has ignored its timeout past the grace.</summary>
    public FinishedStart AbandonedStart() => threw is not { } type ? TimedOutStart()
        : failed ? Finished(Ending.Failed, "", default, new TaskError(type,
            $"(its message cannot be read: that did not end within the timeout of {DurationText.Of(Timeout)} and its grace)", null))
        : TimedOutStart($" Its method had thrown {type}, and what runs after it (middleware, disposal) did not end.");

    /// <summary>The body has ended well; a result over the limit fails it all the same.</summary>
    public FinishedStart Passed(ReadOnlySpan<byte> result) => result.Length <= host.Options.MaxResultBytes
        ? Finished(Ending.Passed, "", result, null)
        : Finished(Ending.Failed, "result", default, new TaskError(ErrorCodes.ResultUnfit,
            $"The result takes {result.Length} bytes as JSON, and {host.Options.MaxResultBytes} are allowed (RunnerOptions.MaxResultBytes)."
            + " Store the data elsewhere and return its address, or raise the limit.", null));

    /// <summary>The attempt ended by an exception.</summary>
    /// <param name="thrown">What came out of it; its method may have thrown something else before.</param>
    public FinishedStart Failed(Exception thrown)
    {
        Exception? own = fault;
        NoteThrown(ExceptionText.TypeOf(thrown), isOutcome: true);
        ExceptionText text = ExceptionText.Of(thrown), inner = own is null || ExceptionText.Has(thrown, own) ? text : ExceptionText.Of(own);
        fault = text.Readable;
        return inner == text
            ? Finished(Ending.Failed, "", default, new TaskError(text.Type, text.Message, text.Detail))
            : Finished(Ending.Failed, "", default, new TaskError(text.Type,
                $"{text.Message} (thrown after the method had thrown {inner.Type}: {inner.Message})", $"{text.Detail}\nThe method had thrown {inner.Detail}"));
    }

    /// <summary>This runner cannot run it, and another may.</summary>
    public FinishedStart Held(string method, string reason)
    {
        byte[] name = System.Text.Encoding.UTF8.GetBytes(method);
        return Finished(Ending.Held, name.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), default,
            new TaskError("held", reason, null), name);
    }

    public override async IAsyncEnumerable<TaskInfo> FinishedTasksAsync(
        int? stage = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string workflow = WorkflowId ?? throw new InvalidOperationException($"Task '{Title}' belongs to no workflow: there are no other tasks to read.");
        WorkflowInfo? info = await host.Flows.GetFlowAsync(workflow, cancellationToken).ConfigureAwait(false);
        foreach (StageInfo one in info?.Stages ?? [])
        {
            if (stage is { } wanted ? one.Index != wanted : one.Index > Stage)
            {
                continue;
            }

            for (int row = 0; row * Limits.PlanRow < one.TaskCount; row++)
            {
                foreach (TaskInfo task in await host.Flows.GetFlowTasksAsync(workflow, one.Index, row, full: true, cancellationToken).ConfigureAwait(false))
                {
                    if (task.State.IsFinal())
                    {
                        yield return task;
                    }
                }
            }
        }
    }

    private void Cancel()
    {
        cancelled = true;
        Interlocked.MemoryBarrier(); // a body that attaches sees the flag, or is seen here
        Volatile.Read(ref elsewhere)?.Cancel(this);
        // Callbacks are the user's code: they run elsewhere, and what they throw is theirs.
        if (Volatile.Read(ref cancellation) is { } source)
        {
            _ = CancelAsync(source);
        }
    }

    private async Task CancelAsync(CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception other)
        {
            host.CallbackFailed(other);
        }
    }

    private async Task RunAsync()
    {
        SetCurrent(this);
        try
        {
            if (Volatile.Read(ref settled) != 0)
            {
                return; // handed back or given up while it waited for a thread
            }

            captured = host.Logs is not null && ConsoleCapture.Stands;
            FinishedStart outcome = await InvokeAsync().ConfigureAwait(false);
            Settle(timedOut ? TimedOutStart() : outcome);
        }
        catch (Exception unexpected)
        {
            // Only the runner's own code can end here; the task must not keep its slot for it.
            Settle(Failed(unexpected));
            host.Unexpected(unexpected);
        }
        finally
        {
            await DisposeScopeAsync().ConfigureAwait(false);
            if (Interlocked.Exchange(ref body, BodyEnded) == BodyStuck)
            {
                host.Stuck.Remove();
            }
        }
    }

    /// <summary>Tells the outcome, and only then the logger: what it does can cost the task nothing any more.</summary>
    private void Settle(FinishedStart outcome)
    {
        if (Interlocked.Exchange(ref settled, 1) == 0)
        {
            bool replaced = PutConsoleBack();
            host.Settled(this, outcome);
            Volatile.Write(ref settledTicks, Stopwatch.GetTimestamp());
            host.Report(this, outcome, timedOut ? null : fault);
            if (replaced)
            {
                host.ConsoleReplaced(this);
            }
        }
    }

    /// <summary>Whoever has replaced the console's writers while it ran, most likely did so in it: later tasks are to be captured all the same.</summary>
    private bool PutConsoleBack() => captured && !ConsoleCapture.Stands && ConsoleCapture.PutBack();

    private ValueTask<FinishedStart> InvokeAsync()
    {
        if (spec is null)
        {
            return ValueTask.FromResult(Finished(Ending.Errored, "unreadable", default,
                new TaskError(ErrorCodes.FormatMismatch, "The stored record of this task cannot be read. Its bytes stand in the hash `tasks`.", null)));
        }

        if (spec.UnknownDemand is { } demand)
        {
            return ValueTask.FromResult(
                Held(SpecRecord.HeldForOption(demand, spec.Method), $"this release of Taskue does not know its option '{demand}', which must be honoured"));
        }

        return host.ExecutorFor(spec).RunAsync(this, spec, spec.Arguments ?? claim.LargePayload);
    }

    private async ValueTask DisposeScopeAsync()
    {
        try
        {
            if (scope is { } open)
            {
                await open.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception other)
        {
            host.DisposalFailed(this, other);
        }
    }

    private FinishedStart TimedOutStart(string more = "") => Finished(Ending.TimedOut, "", default,
        new TaskError("System.TimeoutException", $"It ran past its timeout of {DurationText.Of(Timeout)}.{more}", null));
}
