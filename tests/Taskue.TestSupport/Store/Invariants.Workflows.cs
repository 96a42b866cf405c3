namespace Taskue.TestSupport;

// Workflows: their rows against their plans and tasks.
internal static partial class Invariants
{
    private const int Row = 500;

    public static Dictionary<string, FlowTask> ReadPlans(Raw raw)
    {
        var tasks = new Dictionary<string, FlowTask>(StringComparer.Ordinal);
        foreach ((string field, string row) in raw.Hash("plan"))
        {
            string[] parts = field.Split('|');
            for (int i = 0; parts.Length == 3 && i < row.Length / 26; i++)
            {
                string id = row.Substring(26 * i, 22);
                tasks[id] = new FlowTask(id, parts[0], int.Parse(parts[1]), (int.Parse(parts[2]) * Row) + i);
            }
        }

        return tasks;
    }

    private static void Flows(Raw raw, Dictionary<string, FlowTask> flowTasks, List<string> found)
    {
        Dictionary<string, string> done = raw.Hash("done");
        string[] index = [.. raw.Sorted("flow:index").Keys.Order(StringComparer.Ordinal)], rows = [.. raw.Hash("flows").Keys.Order(StringComparer.Ordinal)];
        if (!index.SequenceEqual(rows))
        {
            found.Add($"residue: flow:index has {string.Join(", ", index)}, flows {string.Join(", ", rows)}");
        }

        foreach ((string id, string text) in raw.Hash("flows"))
        {
            FlowRow row = FlowRow.Read(text);
            FlowTask[] tasks = [.. flowTasks.Values.Where(task => task.Flow == id)];
            if (tasks.Length != row.Total)
            {
                found.Add($"workflow {id} has {tasks.Length} tasks in its plan and {row.Total} in its row");
            }

            foreach ((char letter, long count) in row.Ends)
            {
                int truth = tasks.Count(task => done.GetValueOrDefault(task.Id) is { } record && record[2] == letter);
                if (truth != count)
                {
                    found.Add($"workflow {id} counts {count} tasks as {letter}, and {truth} are");
                }
            }

            int left = tasks.Count(task => task.Stage == row.Stage && !done.ContainsKey(task.Id));
            if (left != row.Left)
            {
                found.Add($"stages: workflow {id} has {left} unfinished tasks in stage {row.Stage}, and says {row.Left}");
            }

            foreach (FlowTask task in tasks.Where(task => task.Stage < row.Stage && !done.ContainsKey(task.Id)))
            {
                found.Add($"stages: {task.Id} of stage {task.Stage} is not finished, and the workflow is at stage {row.Stage}");
            }

            if ((row.Ended > 0) != (row.Stage == row.Stages))
            {
                found.Add($"stages: workflow {id} is at stage {row.Stage} of {row.Stages} and ended at {row.Ended}");
            }

            string set = row.Ended > 0 ? row.Failed > 0 ? "flow:failed" : "flow:passed" : row.Started > 0 ? "flow:running" : "flow:pending";
            string[] sets = [.. new[] { "flow:pending", "flow:running", "flow:passed", "flow:failed" }.Where(one => raw.Sorted(one).ContainsKey(id))];
            if (sets is not [var only] || only != set)
            {
                found.Add($"workflow {id} should be in {set} and is in {string.Join(", ", sets)}");
            }

            bool unmoved = row.Stage < row.Stages && row.Chunk * Row < tasks.Count(task => task.Stage == row.Stage);
            if (unmoved && !raw.Sorted("advancing").ContainsKey(id))
            {
                found.Add($"progress: workflow {id} has tasks to move and is not in advancing");
            }

            for (int stage = 0; stage < row.Stages; stage++)
            {
                if (raw.Hash("stages").ContainsKey($"{id}|{stage}") != stage < row.Stage)
                {
                    found.Add($"stages: workflow {id} is at stage {row.Stage}, and the record of stage {stage} is wrong");
                }
            }
        }
    }

    /// <summary>The tasks of workflows that are being taken away, which still stand among those that readers count, are counted apart.</summary>
    private static void Leaving(Raw raw, Dictionary<string, FlowTask> flowTasks, List<string> found)
    {
        Dictionary<string, string> dropping = raw.Hash("dropping");
        HashSet<string> leaving = [.. flowTasks.Values.Where(task => dropping.ContainsKey(task.Flow)).Select(task => task.Id)];
        string[] sets = [.. "pfetxs".Select(letter => "kept:" + Layout.Finals[letter]), "created"];
        string? should = dropping.Count == 0 ? null : string.Join('|', sets.Select(set => raw.Sorted(set).Keys.Count(leaving.Contains)));
        if (raw.Hash("meta").GetValueOrDefault("leaving") is var stands && stands != should)
        {
            found.Add($"counts: of workflows that are being taken away {should ?? "nothing"} is left, and meta says {stands ?? "nothing"}");
        }
    }

    internal sealed record FlowTask(string Id, string Flow, int Stage, int Index);

    internal sealed record FlowRow(
        long Stages, long Total, long Stage, long Chunk, long Left, long Failed, long Warned, long StageStarted, long Started, long Ended,
        IReadOnlyDictionary<char, long> Ends)
    {
        public static FlowRow Read(string text)
        {
            long[] v = [.. text.Split('|').Select(long.Parse)];
            return v.Length != 20 ? throw new FormatException($"The row of a workflow has 20 numbers, and this one is '{text}'.") : new FlowRow(v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[11], v[12], v[13],
                new Dictionary<char, long> { ['p'] = v[14], ['f'] = v[15], ['e'] = v[16], ['t'] = v[17], ['x'] = v[18], ['s'] = v[19] });
        }
    }
}
