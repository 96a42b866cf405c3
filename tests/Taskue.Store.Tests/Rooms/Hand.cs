using System.Text;
using Microsoft.Extensions.Logging;

namespace Taskue.Store.Tests;

/// <summary>A runner as the store sees it: an incarnation, a number that rises, and the tasks in its hands.</summary>
internal sealed class Hand(StoreRoom room, string name, IReadOnlyList<string> queues)
{
    public RunnerKeys Keys { get; private set; } = new(Incarnation.Of(name), name, queues);

    public string Name => name;

    /// <summary>The number of the last call.</summary>
    public long Number { get; set; }

    public Dictionary<string, ClaimedTask> Holds { get; } = new(StringComparer.Ordinal);

    public Task<RegisterReply> RegisterAsync() => room.Store.RegisterAsync(Keys,
        new RunnerRow(name, 10, "host", 1, "0.1.0", queues), StoreRoom.Period, StoreRoom.Expiry);

    /// <summary>Another start of the same runner.</summary>
    public Hand Again() => new(room, name, queues);

    public bool Beat() => !room.Store.Heartbeat(Keys, StoreRoom.Period, StoreRoom.Expiry).Gone;

    public ExchangeReply Claim(int free, bool park = false, bool strict = false) => Call(new Exchange
    {
        Number = Number + 1, Free = free, DefaultTimeout = TimeSpan.FromHours(1), Strict = strict, Park = park, Finished = [],
    });

    /// <summary>Takes one task, which must be there.</summary>
    public ClaimedTask Take() => Assert.Single(Claim(1).Claims);

    public ClaimedTask Take(string id)
    {
        ClaimedTask task = Take();
        Assert.Equal(id, task.Id);
        return task;
    }

    public ExchangeReply Adopt(string queue, params string[] ids) => Call(new Exchange
    {
        Number = Number + 1, Free = ids.Length, DefaultTimeout = TimeSpan.FromHours(1), Strict = false, Park = false, Finished = [],
        Adopt = [.. ids.Select(id => (queue, id))],
    });

    public ExchangeReply End(ClaimedTask task, Ending ending = Ending.Passed, int free = 0, string reason = "", string? error = null, byte[]? large = null) =>
        Finish(free, [Result(task, ending, reason, error, large)]);

    public ExchangeReply Finish(int free, IReadOnlyList<FinishedStart> finished) => Call(new Exchange
    {
        Number = Number + 1, Free = free, DefaultTimeout = TimeSpan.FromHours(1), Strict = false, Park = false, Finished = finished,
    });

    public FinishedStart Result(ClaimedTask task, Ending ending = Ending.Passed, string reason = "", string? error = null, byte[]? large = null)
    {
        byte[] method = Encoding.UTF8.GetBytes(ending == Ending.Held ? task.ReadSpec()?.Method ?? "" : "");
        byte[] tail = OutcomeRecord.Write(name, ending == Ending.Passed && large is null ? "1"u8 : default, error is null ? null : new TaskError("Oops", error, null), method);
        return new FinishedStart(task.Id, task.Starts, ending, ending == Ending.Held ? method.Length.ToString() : reason, tail, large, task.ReadSpec()?.WorkflowQueues);
    }

    /// <summary>Ends all that it holds as passed.</summary>
    public void EndAll()
    {
        foreach (ClaimedTask[] part in Holds.Values.ToArray().Chunk(500))
        {
            Finish(0, [.. part.Select(task => Result(task))]);
        }
    }

    public ExchangeReply Call(Exchange call)
    {
        ExchangeReply reply = room.Store.Exchange(Keys, call);
        if (reply.Code == ExchangeCode.Ok)
        {
            Number = call.Number;
            foreach (FinishedStart finished in call.Finished)
            {
                Holds.Remove(finished.Id);
            }

            foreach (ClaimedTask claim in reply.Claims)
            {
                Holds[claim.Id] = claim;
            }
        }

        return reply;
    }

    /// <summary>Lines of a task that it holds, as one append; the number of the first is one behind the last one's unless it is given.</summary>
    public LogAppend Lines(ClaimedTask task, long number, long first, params string[] lines) => Lines(task, number, first, LogLevel.Information, LogSource.Output, lines);

    public LogAppend Lines(ClaimedTask task, long number, long first, LogLevel level, LogSource source, params string[] lines)
    {
        var text = new byte[lines.Sum(line => LogPacking.HeadBytes + Encoding.UTF8.GetByteCount(line))];
        int at = 0;
        foreach (string line in lines)
        {
            at += LogPacking.Write(text.AsSpan(at), room.Now, level, source, line, Encoding.UTF8.GetByteCount(line));
        }

        return new LogAppend(task.Id, task.Starts, number, first, (first - 1) * 30, lines.Length, room.Now, room.Now, (int)level, text.AsMemory(0, at));
    }

    public IReadOnlyList<int> Append(params LogAppend[] appends) => room.Store.AppendLogs(Keys.Incarnation, appends, StoreRoom.LogLimits);

    public Task<bool> LeaveAsync(bool stopped = true) => room.Store.LeaveAsync(Keys, stopped);
}
