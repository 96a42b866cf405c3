namespace Taskue.Cli;

/// <summary>What each exit code means, of every command.</summary>
internal static class ExitCodes
{
    /// <summary>Done, and what was waited for passed.</summary>
    public const int Passed = 0;

    /// <summary>What was waited for has ended, and did not pass.</summary>
    public const int NotPassed = 1;

    /// <summary>The command line or a setting is wrong. Nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>What was named is not there.</summary>
    public const int NotFound = 3;

    /// <summary>It is not allowed: in the present state, or because a living runner has the name.</summary>
    public const int Refused = 4;

    /// <summary>Redis cannot be reached, or cannot be used.</summary>
    public const int StoreUnreachable = 5;

    /// <summary>A mistake in Taskue, or in what it needs of the machine.</summary>
    public const int Internal = 6;

    /// <summary>The runner was declared dead while it could not be heard, and another has its name now.</summary>
    public const int RunnerLost = 7;

    /// <summary>The runner ended because too many tasks ignored their timeout and still ran: start it anew.</summary>
    public const int RunnerStuck = 8;

    /// <summary>Standard output cannot be written: it is closed, or its disk is full.</summary>
    public const int OutputLost = 9;

    /// <summary>The wait ended before what was waited for.</summary>
    public const int WaitTimedOut = 124;

    /// <summary>Interrupted, before it was done or a second time.</summary>
    public const int Interrupted = 130;

    /// <summary>All of them in one line.</summary>
    public const string Summary = "0 passed, 1 ended and not passed, 2 usage, 3 not found, 4 refused, 5 Redis, 6 internal, 7 runner lost its name, 8 runner stuck, 9 output lost, 124 wait timed out, 130 interrupted.";

    public static int Of(Exception fault) => fault switch
    {
        UsageException or AmbiguousIdException => Usage,
        RefusedException => Refused,
        NotFoundException or MissingException => NotFound,
        InvalidActionException => Refused,
        RunnerNameException { Code: ErrorCodes.RunnerLost } => RunnerLost,
        RunnerNameException => Refused,
        RunnerStuckException => RunnerStuck,
        WaitTimeoutException or LateException => WaitTimedOut,
        TaskFailedException => NotPassed,
        TooLargeException => Usage,
        StoreException => StoreUnreachable,
        Output.OutputException => OutputLost,
        OperationCanceledException => Interrupted,
        _ => Internal,
    };
}
