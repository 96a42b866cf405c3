using System.Buffers;
using System.Diagnostics;
using Taskue.Store;

namespace Taskue;

/// <summary>Runs a method of an assembly that this process has loaded, on the thread that it is called on.</summary>
internal sealed class InProcessExecutor(TaskHost host) : IExecutor
{
    public ValueTask<FinishedStart> RunAsync(RunningTask attempt, SpecRecord spec, ReadOnlyMemory<byte> arguments)
    {
        while (true)
        {
            switch (host.Methods.Find(spec.Method))
            {
                case MethodLookup.Refused refused:
                    return ValueTask.FromResult(
                        attempt.Finished(Ending.Errored, "refused", default, new TaskError(ErrorCodes.MethodRefused, refused.Message, null)));
                case MethodLookup.Unknown unknown:
                    return ValueTask.FromResult(attempt.Held(spec.Method, unknown.Message));
                case MethodLookup.Runnable { Owner: null } runnable:
                    return InvokeAsync(attempt, runnable.Invoker, arguments);
                case MethodLookup.Runnable { Owner: { } module } runnable when module.TryEnter():
                    return InvokeInsideAsync(module, attempt, runnable.Invoker, arguments);
                case MethodLookup.Runnable:
                    continue; // replaced since, and so is the table
                default:
                    throw new UnreachableException();
            }
        }
    }

    // Inside until the body has really ended, whatever became of its attempt meanwhile.
    private async ValueTask<FinishedStart> InvokeInsideAsync(ICallScope module, RunningTask attempt, Invoker invoker, ReadOnlyMemory<byte> arguments)
    {
        try
        {
            return await InvokeAsync(attempt, invoker, arguments).ConfigureAwait(false);
        }
        finally
        {
            module.Leave();
        }
    }

    private async ValueTask<FinishedStart> InvokeAsync(RunningTask attempt, Invoker invoker, ReadOnlyMemory<byte> arguments)
    {
        var result = new ArrayBufferWriter<byte>();
        try
        {
            IReadOnlyList<ITaskMiddleware> middleware = host.MiddlewareFor(attempt);
            if (middleware.Count == 0)
            {
                await invoker.InvokeAsync(attempt, attempt.ScopedServices, arguments, result).ConfigureAwait(false);
            }
            else
            {
                await Through(middleware, attempt, invoker, arguments, result).ConfigureAwait(false);
            }
        }
        catch (ArgumentMismatchException fault)
        {
            return attempt.Finished(Ending.Errored, "arguments", default, new TaskError(ErrorCodes.ArgumentMismatch, fault.Message, null));
        }
        catch (ServiceMissingException fault)
        {
            return attempt.Finished(Ending.Errored, "service", default, new TaskError(ErrorCodes.ServiceMissing, fault.Message, null));
        }
        catch (ResultNotSerializableException fault)
        {
            string? why = fault.InnerException is { } inner ? ExceptionText.Of(inner).Detail : null;
            return attempt.Finished(Ending.Failed, "result", default, new TaskError(ErrorCodes.ResultUnfit, fault.Message, why));
        }
        catch (Exception fault)
        {
            return attempt.Failed(fault);
        }

        return attempt.Passed(result.WrittenSpan);
    }

    // By itself, so that what it captures costs only those who have middleware.
    private static ValueTask Through(
        IReadOnlyList<ITaskMiddleware> middleware, RunningTask attempt, Invoker invoker, ReadOnlyMemory<byte> arguments, ArrayBufferWriter<byte> result)
    {
        return Next(0);

        ValueTask Next(int at) => at == middleware.Count ? MethodAsync() : middleware[at].InvokeAsync(attempt, () => Next(at + 1));

        async ValueTask MethodAsync()
        {
            try
            {
                await invoker.InvokeAsync(attempt, attempt.ScopedServices, arguments, result).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                attempt.Threw(fault);
                throw;
            }
        }
    }
}
