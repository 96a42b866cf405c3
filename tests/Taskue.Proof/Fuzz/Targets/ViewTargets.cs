using StackExchange.Redis;
using Taskue.Store;

namespace Taskue.Proof.Fuzz.Targets;

/// <summary>What readers make of records: tasks, workflows, runners.</summary>
internal static class ViewTargets
{
    private const string Id = "01arz3ndektsv4rrffq69g";
    private const string Spec = "1700000000000|1|60000|images|3|1||;m20:MyApp:MyApp.A.Run()t5:Titlea2:[]";

    private static readonly string Active = "runner-1@" + Id + "|2|1700000000500|1700000060500|1|0|1700000000100|images|3|1||";
    private static readonly string Tries = "1|0|0|failed|1700000000200|1700000000300|runner-1|0,4,3,0|OopsBad";
    private static readonly string Announced = new RunnerAnnouncement
    {
        Names = ["images.resize@2"], Assemblies = ["MyApp"], Patterns = ["MyApp*:*.Resize", "Other"], Capabilities = ["shell"], StuckTasks = 3, Faults = ["/srv/jobs/a: why"],
    }.Write();

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("task-view", 120,
            [
                Parts.Join(Id, Spec, "", "", "", "1700000000000", "", ""),
                Parts.Join(Id, Spec, Active, "", $"{Tries.Length}:{Tries}", "", "", ""),
                Parts.Join(Id, Spec, "", "1|p||1700000000900|2|1700000000500||1|0|1700000000100|runner-1|3,0,0,0|123", $"{Tries.Length}:{Tries}", "", "[1,2]", "\"large\""),
                Parts.Join(Id, Spec, "", "1|x|runner_died|1700000000900|2|1700000000500||1|0|1700000000100|runner-1|0,4,3,3|OopsBadway", "", "", "", ""),
                Parts.Join(Id, Spec, "", "", "", "1", "", ""),
            ], Task),
        new("workflow-view", 60,
            [
                Parts.Join("1|2|4|1|1|1|0|0|0|0|1700000000900|0|1700000000100|0|2|0|0|0|0|0", "1|2|4|default,images|0000200002A title | of it", "p|1700000000000|1700000000100|1700000000900"),
                Parts.Join("1|1|1|1|0|0|1|0|0|0|1700000000900|0|1700000000100|1700000000950|0|1|0|0|0|0", "1|1|1|default|00001Title", "f|1700000000000|1700000000100|1700000000900"),
            ], Workflow) { Typed = [typeof(StoreException)] },
        new("runner-row", 60,
            [
                Parts.Join("|||;1700000000000|" + new RunnerRow("runner-1", 8, "host", 42, "0.1.0", ["default", "images"]).Write(), "7|2|0|||id1,id2", "1700000010000"),
                Parts.Join("d|1700000020000|3|1;1700000000000|" + new RunnerRow("runner-1", 8, "host", 42, "0.1.0", ["default"]).Write(), "", ""),
            ], Runner),
        new("announcement", 40, [System.Text.Encoding.UTF8.GetBytes(Announced), "more 3\nold 2\nfit *\n"u8.ToArray()], Announcement),
    ];

    private static string? Task(byte[] input)
    {
        TaskInfo task = TaskView.ReadAll([.. Parts.Of(input, TaskView.Width).Select(Bulk)], 0).Single();
        _ = task.ToString();
        _ = (task.EndedAt, task.ExitCode, task.State.IsFinal());
        PromiseException.Unless(Enum.IsDefined(task.State), "a task has one of the states");
        return task.Reason == "unreadable" ? "unreadable" : null;
    }

    private static string? Workflow(byte[] input)
    {
        byte[][] parts = Parts.All(input);
        RedisResult[] all = [.. parts.Select(Bulk), Bulk([]), Bulk([])];
        WorkflowInfo info = FlowView.Read(Id, all[0], all[1], new ArraySegment<RedisResult>(all, 2, all.Length - 2));
        _ = info.ToString();
        _ = FlowView.Read(Id, all[0], all[1], stagesOver: null);
        return null;
    }

    private static string? Runner(byte[] input)
    {
        string[] parts = Parts.Texts(input, 3);
        _ = RunnerRow.QueuesOf(parts[0]);
        return RunnerRow.TryRead(parts[0], parts[1], parts[2]) is { } runner && runner.ToString().Length > 0 ? null : "unreadable";
    }

    private static string? Announcement(byte[] input)
    {
        string text = WildText.Of(input);
        RunnerAnnouncement read = RunnerAnnouncement.Read(text);
        foreach (string method in (string[])["MyApp:MyApp.Images.Resize(string,int)", "@images.resize@2", "shell", text])
        {
            _ = read.CanRun(method);
        }

        PromiseException.Unless(System.Text.Encoding.UTF8.GetByteCount(read.Write()) <= RunnerAnnouncement.MaxBytes, "no more is stored than allowed");
        return null;
    }

    private static RedisResult Bulk(byte[] bytes) => RedisResult.Create((RedisValue)bytes, ResultType.BulkString);
}
