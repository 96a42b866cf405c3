using System.CommandLine;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Tasks;

/// <summary><c>taskue task run</c>: a command on a runner's machine, as if it ran here.</summary>
internal static class TaskRunCommand
{
    private static readonly Argument<string[]> Words = new("COMMAND")
    {
        Description = "Behind --: a program and its arguments, or one word, which a shell reads: 'cd app; make test'.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Tag = new("--tag", "--queue") { Description = "Only runners that serve this queue run it. Default: those for tasks without a tag.", HelpName = "QUEUE" };

    private static readonly Option<string?> Title = new("--title") { Description = "What it is called. Default: the command.", HelpName = "TEXT" };

    private static readonly Option<TimeSpan?> Limit = new("--timeout")
    {
        Description = $"How long an attempt may take: {Durations.Forms}. Default: the runner's.",
        HelpName = "TIME",
        CustomParser = Durations.Parse,
    };

    private static readonly Option<int> Retries = new("--retries") { Description = "How many times it is tried again when it fails.", HelpName = "N" };

    private static readonly Option<string[]> Variables = new("--env")
    {
        Description = "A variable of the command's environment; repeat it for more. It is stored: no place for secrets.",
        HelpName = "NAME=VALUE",
        DefaultValueFactory = static _ => [],
    };

    private static readonly Option<string?> Folder = new("--workdir") { Description = "The folder to run in, on the runner's machine. Default: the runner's own.", HelpName = "FOLDER" };

    private static readonly Option<bool> Detach = new("--detach", "-d") { Description = "Print the id and wait for nothing." };

    private static readonly Option<TimeSpan?> WaitLimit = new("--wait-timeout")
    {
        Description = $"How long to follow it at most, then exit code 124: {Durations.Forms}. Default: for ever.",
        HelpName = "TIME",
        CustomParser = Durations.Parse,
    };

    public static Command Build() => new ExampleCommand("run",
        "Runs a command on a machine with a runner that allows it, shows what it prints, and ends with its exit code. Ctrl-C leaves it alone.",
        "taskue task run -- make test",
        "taskue task run --tag linux --timeout 10m --env CI=1 -- 'cd app; make test'")
    {
        Words, Tag, Title, Limit, Retries, Variables, Folder, Detach, WaitLimit,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call, CancellationToken stop)
    {
        TaskSpec<int> spec = UsageException.Check(() => Spec(call), OptionNames);
        TaskueClient taskue = await call.ConnectAsync(stop);
        TaskHandle<int> task = await call.Checked(() => taskue.EnqueueAsync(spec, stop));
        if (call.Value(Detach))
        {
            await call.Out.WriteLineAsync(task.Id);
            return ExitCodes.Passed;
        }

        await SayWhoRunsAsync(call, taskue, task.Id, stop);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (call.Value(WaitLimit) is { } most)
        {
            limit.CancelAfter(most);
        }

        try
        {
            await foreach (LogEntry line in taskue.FollowLogsAsync(task.Id, cancellationToken: limit.Token))
            {
                Show(call, line);
            }

            return End(call, await task.WaitAsync(Timeout.InfiniteTimeSpan, limit.Token));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            await call.Error.WriteLineAsync($"detached; it goes on. Come back: taskue task logs -f {task.Id}");
            return stop.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.WaitTimedOut;
        }
    }

    private static readonly Dictionary<string, string> OptionNames = new(StringComparer.Ordinal)
    {
        ["TaskSpec.Tag"] = Tag.Name, ["TaskSpec.Title"] = Title.Name, ["TaskSpec.Timeout"] = Limit.Name, ["TaskSpec.Retries"] = Retries.Name,
    };

    private static TaskSpec<int> Spec(Invocation call)
    {
        string[] words = call.Value(Words);
        if (string.IsNullOrWhiteSpace(words[0]))
        {
            throw new UsageException("COMMAND must not be empty.");
        }

        ShellCommand command = words.Length == 1 ? new ShellCommand(words[0]) : new ShellCommand(words[0], words[1..]);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string variable in call.Value(Variables))
        {
            int equals = variable.IndexOf('=', StringComparison.Ordinal);
            variables[equals > 0 ? variable[..equals] : throw new UsageException($"--env takes NAME=VALUE, and not '{variable}'.")] = variable[(equals + 1)..];
        }

        TaskSpec<int> spec = TaskSpec.Shell(command with { WorkingFolder = call.Value(Folder), Environment = variables });
        return spec with { Tag = call.Value(Tag), Title = call.Value(Title) ?? spec.Title, Timeout = call.Value(Limit), Retries = call.Value(Retries) };
    }

    // Nothing is more puzzling than a command that does nothing.
    private static async Task SayWhoRunsAsync(Invocation call, TaskueClient taskue, string task, CancellationToken stop)
    {
        Explanation why = await taskue.ExplainAsync(task, stop);
        if (why.Code is "no_runner" or "no_able_runner" or "held" or "runners_silent" or "runners_stopping" or "runners_paused")
        {
            await call.Error.WriteLineAsync($"waiting: {Look.Safe(why.Sentence)}{string.Concat(why.NextSteps.Take(1).Select(step => $"\n{Look.Safe(step)}"))}");
        }
    }

    private static void Show(Invocation call, LogEntry line)
    {
        if (call.Output.IsText)
        {
            (TextWriter writer, bool isTerminal) = line.Source == LogSource.Output ? (call.Out, Terminal.IsOutput) : (call.Error, Terminal.IsError);
            if (line.Text.StartsWith('\r'))
            {
                writer.Write('\r'); // it is written over the part before
            }

            string text = line.Text.TrimStart('\r');
            writer.Write(isTerminal ? Look.Safe(text, lines: true) : text);
            writer.Write(line.IsIncomplete ? "" : writer.NewLine);
            writer.Flush();
        }
    }

    private static int End(Invocation call, TaskInfo task)
    {
        if (!call.Output.IsText)
        {
            call.Printer.One(TaskForm.Form, task, static _ => { });
        }

        if (task.ExitCode is { } code && (task.State == TaskState.Passed || code != 0))
        {
            return code;
        }

        call.Error.WriteLine($"{Output.Words.Of(task.State)}: {Look.Safe(task.Error?.Message ?? task.Reason ?? "it has no exit code")}");
        call.Hint($"taskue why {task.Id}");
        return ExitCodes.NotPassed;
    }
}
