using Taskue.Cli.Settings;

namespace Taskue.Cli.Output;

/// <summary>Errors as one line each, <c>error TQ2001: …</c>; the stack only when asked for.</summary>
internal static class ErrorText
{
    public static void Print(TextWriter error, Exception fault, bool verbose)
    {
        if (fault is OperationCanceledException)
        {
            error.WriteLine("interrupted");
            return;
        }

        string code = fault is TaskueException known ? $" {known.Code}" : "";
        string message = Secrets.Masked(Look.Safe(fault.Message));
        error.WriteLine(fault is TaskueException or UsageException or RefusedException or MissingException or LateException or OutputException or Demo.DemoException
            ? $"error{code}: {message}"
            : $"error: unexpected {fault.GetType().Name}: {message} Run it again with -v for the details.");
        foreach (string step in (fault as WaitTimeoutException)?.Explanation?.NextSteps ?? [])
        {
            error.WriteLine(Look.Safe(step));
        }

        if (verbose)
        {
            error.WriteLine(Secrets.Masked(Look.Safe(fault.ToString(), lines: true)));
        }
    }
}
