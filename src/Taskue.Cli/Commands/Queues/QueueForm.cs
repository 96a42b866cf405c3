using Taskue.Cli.Documents;
using Taskue.Cli.Output;

namespace Taskue.Cli.Commands.Queues;

/// <summary>How queues are printed.</summary>
internal static class QueueForm
{
    public static readonly Form<QueueInfo> Form = new(
        [
            new("queue", static (queue, _) => queue.Name) { Gives = true },
            new("pending", static (queue, _) => Words.Of(queue.Pending)) { IsRight = true, SortBy = static queue => queue.Pending },
            new("held", static (queue, _) => queue.Held == 0 ? "" : new Cell(Words.Of(queue.Held), Tone.Warning)) { IsRight = true, SortBy = static queue => queue.Held },
            new("running", static (queue, _) => queue.Running is { } running ? Words.Of(running) : "") { IsRight = true, SortBy = static queue => queue.Running },
            new("oldest", static (queue, look) => look.Time(queue.OldestAt)) { SortBy = static queue => queue.OldestAt },
            new("runners", static (queue, _) => queue.Runners.Count > 0 ? Words.Of((long)queue.Runners.Count)
                : new Cell(queue.Pending > 0 ? "none" : "0", queue.Pending > 0 ? Tone.Bad : Tone.Quiet)) { IsRight = true, SortBy = static queue => queue.Runners.Count },
            new("served by", static (queue, _) => string.Join(",", queue.Runners.Select(runner => runner.Name))) { IsWide = true, Gives = true },
        ],
        static queue => queue.Name,
        QueueDocument.Of);
}
