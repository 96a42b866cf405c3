namespace Taskue.TestSupport;

/// <summary>What must hold of the raw keys at any moment. Written from the decisions and the scripts' headers, not from the product's readers.</summary>
internal static partial class Invariants
{
    /// <summary>The violations, each in a sentence. Empty is good.</summary>
    public static List<string> Violations(Raw raw)
    {
        var found = new List<string>();
        Dictionary<string, FlowTask> flowTasks = ReadPlans(raw);
        Conservation(raw, flowTasks, found);
        Ends(raw, flowTasks, found);
        NoOrphans(raw, flowTasks, found);
        Flows(raw, flowTasks, found);
        Leaving(raw, flowTasks, found);
        Runners(raw, found);
        return found;
    }

    /// <summary>Invariant 8: the keys that are left when retention has passed, which must be none.</summary>
    public static string[] Residue(Raw raw) => [.. raw.Keys.Except(["meta", "names"])];

    /// <summary>Where each id stands that is not finished.</summary>
    public static Dictionary<string, List<string>> Places(Raw raw)
    {
        var places = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        void Put(string id, string place)
        {
            if (!places.TryGetValue(id, out List<string>? list))
            {
                places[id] = list = [];
            }

            list.Add(place);
        }

        foreach (string queue in raw.Queues)
        {
            raw.List("q0:" + queue).ForEach(entry => Put(entry[..Math.Min(22, entry.Length)], "q0:" + queue));
            foreach (string id in raw.Hash("held:" + queue).Keys)
            {
                Put(id, "held:" + queue);
            }
        }

        foreach (string id in raw.Hash("active").Keys)
        {
            Put(id, "active");
        }

        foreach (string id in raw.Sorted("created").Keys)
        {
            Put(id, "created");
        }

        return places;
    }

    private static void Conservation(Raw raw, Dictionary<string, FlowTask> flowTasks, List<string> found)
    {
        Dictionary<string, List<string>> places = Places(raw);
        Dictionary<string, string> tasks = raw.Hash("tasks"), done = raw.Hash("done"), dropping = raw.Hash("dropping");
        foreach (string id in tasks.Keys)
        {
            List<string> at = places.GetValueOrDefault(id) ?? [];
            bool leaving = flowTasks.TryGetValue(id, out FlowTask? task) && dropping.ContainsKey(task.Flow);
            if (done.ContainsKey(id) && at.Count > 0)
            {
                found.Add($"conservation: {id} is finished and also in {string.Join(", ", at)}");
            }
            else if (!done.ContainsKey(id) && at.Count != 1 && !leaving)
            {
                found.Add($"conservation: {id} is not finished and stands in {(at.Count == 0 ? "no place" : string.Join(", ", at))}");
            }
        }

        foreach ((string id, List<string> at) in places.Where(one => !tasks.ContainsKey(one.Key)))
        {
            found.Add($"conservation: {id} in {string.Join(", ", at)} has no record");
        }

        Dictionary<string, double> created = raw.Sorted("created");
        foreach ((string id, FlowTask task) in flowTasks)
        {
            if (raw.Hash("flows").TryGetValue(task.Flow, out string? text))
            {
                FlowRow row = FlowRow.Read(text);
                bool later = task.Stage > row.Stage || (task.Stage == row.Stage && task.Index / Row >= row.Chunk);
                if (later != created.ContainsKey(id))
                {
                    found.Add($"stages: {id} of stage {task.Stage} (the workflow is at {row.Stage}) is {(later ? "not " : "")}in created");
                }
            }
        }
    }

    private static void Ends(Raw raw, Dictionary<string, FlowTask> flowTasks, List<string> found)
    {
        Dictionary<string, string> done = raw.Hash("done");
        var indexed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((char letter, string name) in Layout.Finals)
        {
            foreach (string kind in (string[])["end:", "kept:"])
            {
                foreach ((string id, double score) in raw.Sorted(kind + name))
                {
                    if (!indexed.TryAdd(id, kind + name))
                    {
                        found.Add($"one truth: {id} stands in {indexed[id]} and in {kind + name}");
                    }

                    if (!done.TryGetValue(id, out string? record))
                    {
                        found.Add($"residue: {id} in {kind + name} has no record of its end");
                    }
                    else if (record.Split('|')[1] != letter.ToString() || double.Parse(record.Split('|')[3]) != score)
                    {
                        found.Add($"one truth: {id} in {kind + name} at {score} has the record {record}");
                    }
                    else if (flowTasks.ContainsKey(id) != (kind == "kept:") && !raw.Hash("tasks").GetValueOrDefault(id, "").Contains("unreadable"))
                    {
                        found.Add($"retention: {id} stands in {kind + name}");
                    }
                }
            }
        }

        foreach (string id in done.Keys.Where(id => !indexed.ContainsKey(id)))
        {
            found.Add($"residue: {id} is finished and in no index of final states");
        }
    }

    private static void NoOrphans(Raw raw, Dictionary<string, FlowTask> flowTasks, List<string> found)
    {
        Dictionary<string, string> tasks = raw.Hash("tasks"), flows = raw.Hash("flows");
        void Within(string what, IEnumerable<string> ids)
        {
            foreach (string id in ids.Where(id => !tasks.ContainsKey(id)))
            {
                found.Add($"residue: {id} in {what} has no record");
            }
        }

        Within("index", raw.Sorted("index").Keys);
        Within("done", raw.Hash("done").Keys);
        Within("tries", raw.Hash("tries").Keys);
        Within("blobs", raw.Hash("blobs").Keys.Select(field => field[2..]));
        Within("log", raw.Hash("log").Keys);
        Logs(raw, found);
        foreach (string id in tasks.Keys.Where(id => !raw.Sorted("index").ContainsKey(id)))
        {
            found.Add($"lists: {id} is not in the index");
        }

        foreach (string id in raw.Hash("waiters").Keys)
        {
            bool task = tasks.ContainsKey(id) && !raw.Hash("done").ContainsKey(id);
            bool flow = flows.TryGetValue(id, out string? row) && FlowRow.Read(row).Ended == 0;
            if (!task && !flow)
            {
                found.Add($"residue: {id} is waited for and has ended, or is gone");
            }
        }

        foreach (string field in raw.Hash("plan").Keys.Concat(raw.Hash("stages").Keys))
        {
            string flow = field.Split('|')[0];
            if (!flows.ContainsKey(flow) && !raw.Hash("staging").ContainsKey(flow) && !raw.Hash("dropping").ContainsKey(flow))
            {
                found.Add($"residue: {field} of the plan or stages belongs to no workflow");
            }
        }

        foreach (string id in flowTasks.Keys.Where(id => !tasks.ContainsKey(id)))
        {
            found.Add($"conservation: {id} of a plan has no record");
        }
    }

    /// <summary>The chunks that the rows name are those that are there, and hold what the rows say.</summary>
    private static void Logs(Raw raw, List<string> found)
    {
        var left = raw.Hash("logs").ToDictionary(StringComparer.Ordinal);
        foreach ((string id, string row) in raw.Hash("log"))
        {
            string[] parts = row.Split(';', StringSplitOptions.RemoveEmptyEntries);
            if (!raw.Sorted("log:kept").TryGetValue(id, out double last) || parts[0] != "1|" + last.ToString("F0", System.Globalization.CultureInfo.InvariantCulture))
            {
                found.Add($"logs: {id} was written to at {parts[0]}, and log:kept says otherwise");
            }

            foreach (long[] one in parts.Skip(1).Select(part => part.Split('|').Select(long.Parse).ToArray()))
            {
                (long starts, long head, long tail, long next) = (one[0], one[2], one[3], one[4]);
                long bytes = 0, lines = 0, number = 1;
                for (long n = head > 0 ? 0 : tail; n < next; n = n + 1 == head ? tail : n + 1)
                {
                    if (!left.Remove($"{id}|{starts}|{n}", out string? chunk))
                    {
                        found.Add($"logs: chunk {n} of {id}|{starts} is not there: {row}");
                    }
                    else
                    {
                        long[] header = [.. chunk[..chunk.IndexOf(';')].Split('|').Select(long.Parse)];
                        bytes += header[3];
                        lines += header[2];
                        if (header[0] < number || chunk.Length - chunk.IndexOf(';') - 1 != header[3])
                        {
                            found.Add($"logs: chunk {n} of {id}|{starts} begins at line {header[0]} with {header[3]} bytes, behind line {number}");
                        }

                        number = header[0] + header[2];
                    }
                }

                if (bytes != one[5] || lines != one[7] || number > one[9])
                {
                    found.Add($"logs: {id}|{starts} has {lines} lines of {bytes} bytes to number {number}, and its row says {row}");
                }
            }
        }

        found.AddRange(left.Keys.Select(field => $"residue: the chunk {field} belongs to no log"));
        found.AddRange(raw.Sorted("log:kept").Keys.Where(id => !raw.Hash("log").ContainsKey(id)).Select(id => $"residue: {id} in log:kept has no log"));
    }

    private static void Runners(Raw raw, List<string> found)
    {
        Dictionary<string, string> live = raw.Hash("live"), dying = raw.Hash("dying"), active = raw.Hash("active");
        foreach (string one in live.Keys.Where(one => !raw.Hash("runners").ContainsKey(one) || !raw.Sorted("beats").ContainsKey(one)))
        {
            found.Add($"runner {one} lives and is not registered, or has no heartbeat");
        }

        foreach (string one in raw.Sorted("beats").Keys.Concat(dying.Keys.Where(live.ContainsKey)).Where(one => !live.ContainsKey(one) || dying.ContainsKey(one)))
        {
            found.Add($"runner {one} is buried, and beats or lives");
        }

        foreach ((string id, string entry) in active)
        {
            string holder = entry.Split('|')[0];
            if (!live.ContainsKey(holder) && !dying.ContainsKey(holder))
            {
                found.Add($"progress: {id} is held by {holder}, which neither lives nor will be recovered");
            }
        }

        foreach ((string one, string row) in live)
        {
            int holding = active.Values.Count(entry => entry.StartsWith(one + "|", StringComparison.Ordinal));
            if (row.Split('|')[1] != holding.ToString())
            {
                found.Add($"runner {one} holds {holding} tasks, and its row says {row}");
            }
        }

        foreach (string queue in raw.Queues)
        {
            foreach (string one in raw.Set("parked:" + queue).Where(one => !live.ContainsKey(one) && !dying.ContainsKey(one)))
            {
                found.Add($"residue: {one} is parked at {queue} and does not live");
            }
        }
    }
}
