namespace Taskue;

/// <summary>The stable error codes, each with a page in <c>docs/errors/</c>.</summary>
public static class ErrorCodes
{
    /// <summary>No task or workflow of that id is stored.</summary>
    public const string NotFound = "TQ1001";

    /// <summary>The operation is not allowed in the present state, as deleting what still runs.</summary>
    public const string InvalidAction = "TQ1002";

    /// <summary>A wait ended before the task or workflow did. Nothing was changed.</summary>
    public const string WaitTimeout = "TQ1003";

    /// <summary>The task ended in another state than passed, and its result was asked for.</summary>
    public const string TaskFailed = "TQ1004";

    /// <summary>A task's arguments or a workflow are over their limit.</summary>
    public const string TooLarge = "TQ1005";

    /// <summary>Another live runner of the namespace has this name.</summary>
    public const string RunnerNameTaken = "TQ1006";

    /// <summary>The runner was declared dead, and its name has been taken since.</summary>
    public const string RunnerLost = "TQ1007";

    /// <summary>A task ran past its timeout, and another runner ended it.</summary>
    public const string Overdue = "TQ1008";

    /// <summary>No runner knew a task's method in time.</summary>
    public const string HeldInVain = "TQ1009";

    /// <summary>A task's method is not among those that the runner's operator allowed.</summary>
    public const string MethodRefused = "TQ1010";

    /// <summary>The stored arguments do not fit the method's parameters.</summary>
    public const string ArgumentMismatch = "TQ1011";

    /// <summary>There is no object to call a task's instance method on.</summary>
    public const string ServiceMissing = "TQ1012";

    /// <summary>A result cannot be written as JSON, or is over its limit.</summary>
    public const string ResultUnfit = "TQ1013";

    /// <summary>A runner has ended because too many bodies ignored their timeout.</summary>
    public const string RunnerStuck = "TQ1014";

    /// <summary>Several ids begin with the text that was given for one.</summary>
    public const string AmbiguousId = "TQ1015";

    /// <summary>A workflow has not passed, and its success was asked for.</summary>
    public const string WorkflowFailed = "TQ1016";

    /// <summary>The child process that ran a task ended before the task did.</summary>
    public const string Crashed = "TQ1020";

    /// <summary>A task used more processor time than its runner allows.</summary>
    public const string ProcessorTimeUsed = "TQ1021";

    /// <summary>A runner's child processes cannot be started.</summary>
    public const string ChildUnusable = "TQ1022";

    /// <summary>The command of a shell task cannot be started: no such program or folder.</summary>
    public const string ShellUnusable = "TQ1023";

    /// <summary>The command of a shell task ended with another exit code than 0, or by a signal.</summary>
    public const string ShellFailed = "TQ1024";

    /// <summary>Redis cannot be reached or gave no answer in time.</summary>
    public const string StoreUnavailable = "TQ2001";

    /// <summary>Redis refused the user or password.</summary>
    public const string StoreRefused = "TQ2002";

    /// <summary>Redis is full: its <c>maxmemory</c> is reached.</summary>
    public const string StoreFull = "TQ2003";

    /// <summary>This Redis cannot be used: too old, a read-only replica, or it evicts keys.</summary>
    public const string StoreUnsuitable = "TQ2004";

    /// <summary>What is stored was written by another format of Taskue.</summary>
    public const string FormatMismatch = "TQ2005";

    /// <summary>The server answered what no script of Taskue's answers.</summary>
    public const string StoreContract = "TQ2006";

    /// <summary>The embedded server could not be started: no redis-server or valkey-server was found for a data folder, its port is taken, or it took too long.</summary>
    public const string ServerMissing = "TQ2007";
}
