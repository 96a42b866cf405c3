using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Waiting;

/// <summary>Waits for several things at once and prints each as it ends.</summary>
internal static class Waiter
{
    /// <summary>Waits for all, or for one where one is enough.</summary>
    /// <param name="call">The call.</param>
    /// <param name="form">How they are printed.</param>
    /// <param name="line">One of them in a line of text.</param>
    /// <param name="waits">Waits for each.</param>
    /// <param name="passed">Whether one ended as it should.</param>
    /// <param name="any">One is enough.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync<T>(
        Invocation call, Form<T> form, Func<T, string> line, IReadOnlyList<Task<T>> waits, Func<T, bool> passed, bool any)
    {
        var ended = new List<T>();
        Exception? fault = null;
        await foreach (Task<T> wait in Task.WhenEach(waits))
        {
            try
            {
                T one = await wait;
                ended.Add(one);
                Show(one);
                if (any && passed(one))
                {
                    break;
                }
            }
            catch (Exception problem) when (problem is TaskueException or LateException)
            {
                fault ??= problem; // the others may still end
            }
        }

        _ = Task.WhenAll(waits).ContinueWith(static rest => rest.Exception, TaskScheduler.Default);
        if (call.Output.Form is OutputForm.Json or OutputForm.Yaml)
        {
            call.Printer.List(form, ended);
        }

        bool fine = any ? ended.Any(passed) : ended.Count == waits.Count && ended.All(passed);
        return fine ? ExitCodes.Passed : fault is not null ? throw fault : ExitCodes.NotPassed;

        void Show(T one)
        {
            switch (call.Output.Form)
            {
                case OutputForm.Json or OutputForm.Yaml:
                    return;
                case OutputForm.Jsonl or OutputForm.Name:
                    call.Printer.List(form, [one]);
                    return;
                default:
                    call.Out.WriteLine(line(one));
                    return;
            }
        }
    }
}
