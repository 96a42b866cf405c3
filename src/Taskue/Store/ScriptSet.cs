namespace Taskue.Store;

/// <summary>All transitions. Read from the assembly once a process.</summary>
internal sealed class ScriptSet
{
    private readonly List<Script> all = [];

    public ScriptSet(Func<string, Script>? load = null)
    {
        Func<string, Script> source = load ?? Script.Load;
        load = name =>
        {
            Script script = source(name);
            all.Add(script);
            return script;
        };
        Advance = load("advance");
        Announce = load("announce");
        AppendLogs = load("append_logs");
        Audit = load("audit");
        Await = load("await");
        Control = load("control");
        DeleteFlow = load("delete_flow");
        DeleteTask = load("delete_task");
        Enqueue = load("enqueue");
        EnqueueFlow = load("enqueue_flow");
        Exchange = load("exchange");
        Explain = load("explain");
        Find = load("find");
        FlowGet = load("flow_get");
        FlowList = load("flow_list");
        FlowSearch = load("flow_search");
        Get = load("get");
        GiveUp = load("give_up");
        Heartbeat = load("heartbeat");
        Inspect = load("inspect");
        Leave = load("leave");
        List = load("list");
        LogFlow = load("log_flow");
        LogRead = load("log_read");
        LogTail = load("log_tail");
        Open = load("open");
        Overview = load("overview");
        Patrol = load("patrol");
        Purge = load("purge");
        Recover = load("recover");
        Register = load("register");
        Registry = load("registry");
        Remember = load("remember");
        Resync = load("resync");
        Retention = load("retention");
        Rights = load("rights");
        Running = load("running");
        Search = load("search");
        Slow = load("slow");
        Sweep = load("sweep");
    }

    public static ScriptSet Default { get; } = new();

    public IReadOnlyList<Script> All => all;

    public Script Advance { get; }

    public Script Announce { get; }

    public Script AppendLogs { get; }

    public Script Audit { get; }

    public Script Await { get; }

    public Script Control { get; }

    public Script DeleteFlow { get; }

    public Script DeleteTask { get; }

    public Script Enqueue { get; }

    public Script EnqueueFlow { get; }

    public Script Exchange { get; }

    public Script Explain { get; }

    public Script Find { get; }

    public Script FlowGet { get; }

    public Script FlowList { get; }

    public Script FlowSearch { get; }

    public Script Get { get; }

    public Script GiveUp { get; }

    public Script Heartbeat { get; }

    public Script Inspect { get; }

    public Script Leave { get; }

    public Script List { get; }

    public Script LogFlow { get; }

    public Script LogRead { get; }

    public Script LogTail { get; }

    public Script Open { get; }

    public Script Overview { get; }

    public Script Patrol { get; }

    public Script Purge { get; }

    public Script Recover { get; }

    public Script Register { get; }

    public Script Registry { get; }

    public Script Remember { get; }

    public Script Resync { get; }

    public Script Retention { get; }

    public Script Rights { get; }

    public Script Running { get; }

    public Script Search { get; }

    public Script Slow { get; }

    public Script Sweep { get; }
}
