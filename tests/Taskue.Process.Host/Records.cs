using System.Globalization;
using System.Text;

namespace Taskue.ProcessHost;

/// <summary>What task bodies did, as seen from outside: one line for each start and each completion, in a folder.</summary>
/// <remarks>
/// Each process appends to a file of its own, and each line is one write: a killed process leaves whole lines. (The runtime does not open
/// with O_APPEND, so processes cannot share a file.) Child processes of a runner are told the folder by their environment.
/// </remarks>
public static class Records
{
    private const string Variable = "TASKUE_HOST_RECORDS";

    private static readonly Lock Gate = new();
    private static FileStream? file;

    /// <summary>The folder that this process writes to, and where its tasks look for signs.</summary>
    public static string Folder { get; private set; } = "";

    public static void Open(string folder)
    {
        Environment.SetEnvironmentVariable(Variable, folder);
        lock (Gate)
        {
            Open_NeedsLock(folder);
        }
    }

    public static void Write(TaskContext context, string what)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        byte[] line = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{context.TaskId} {context.Starts} {Environment.ProcessId} {context.RunnerName} {now} {what}\n"));
        lock (Gate)
        {
            if (file is null)
            {
                Open_NeedsLock(Environment.GetEnvironmentVariable(Variable)
                    ?? throw new InvalidOperationException($"Neither Records.Open nor {Variable} names the folder of the records."));
            }

            file!.Write(line);
        }
    }

    public static IReadOnlyList<BodyRecord> Read(string folder)
    {
        var all = new List<BodyRecord>();
        foreach (string line in WholeLines.Of(folder, "*.records"))
        {
            string[] parts = line.Split(' ');
            all.Add(new BodyRecord(parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture),
                parts[3], long.Parse(parts[4], CultureInfo.InvariantCulture), parts[5]));
        }

        return all;
    }

    private static void Open_NeedsLock(string folder)
    {
        Folder = folder;
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}.records"));
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }
}

/// <summary>One line of <see cref="Records"/>.</summary>
public sealed record BodyRecord(string TaskId, long Starts, int ProcessId, string Runner, long AtMs, string What);
