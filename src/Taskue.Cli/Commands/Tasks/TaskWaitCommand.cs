using System.CommandLine;
using Taskue.Cli.Commands.Waiting;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Tasks;

/// <summary><c>taskue task wait</c>.</summary>
internal static class TaskWaitCommand
{
    private static readonly Argument<string[]> Id = Ids.Argument("tasks", IdKind.Task, ArgumentArity.OneOrMore);
    private static readonly WaitOptions Options = new(stages: false);

    public static Command Build()
    {
        var command = new ExampleCommand("wait", "Waits until tasks have ended. Exit code 0: as asked for; 1: ended otherwise; 124: not in time.",
            "taskue task wait @latest --timeout 60s && echo passed",
            "taskue task list --state pending -o name | taskue task wait - --for finished")
        {
            Id,
        };
        Options.AddTo(command);
        return command.Runs(RunAsync);
    }

    private static async Task<int> RunAsync(Invocation call, CancellationToken stop)
    {
        bool endIsEnough = Options.EndIsEnough(call);
        TimeSpan timeout = Options.Timeout(call);
        TaskueClient taskue = await call.ConnectAsync(stop);
        IReadOnlyList<FoundId> found = await Ids.FindAsync(taskue, call.Value(Id), IdKind.Task);
        return await Waiter.RunAsync(call, TaskForm.Form, task => Line(task, call.Look),
            [.. found.Select(one => taskue.WaitForTaskAsync(one.Id, timeout, stop))], task => endIsEnough || task.State == TaskState.Passed, Options.Any(call));
    }

    private static string Line(TaskInfo task, Look look)
    {
        string ran = TaskForm.Ran(task, look) is { } time ? $"  {Words.Of(time)}" : "";
        string error = task.Error is { } fault ? $"  {Look.Safe(fault.Message)}" : "";
        Cell state = Look.State(task);
        return $"{look.Painted(state.Text.PadRight(10), state.Tone)}  {task.Id}  {Look.Safe(task.Title)}{ran}{error}";
    }
}
