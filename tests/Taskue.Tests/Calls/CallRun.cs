using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Taskue.Tests.Calls;

/// <summary>Runs a spec as a runner would: by its stored text and arguments alone.</summary>
internal static class CallRun
{
    public static MethodTable Table { get; } = new(new AllowedMethods(new MethodAllowList()));

    public static async Task<string> RunAsync(TaskSpec spec, IServiceProvider? services = null, TaskContext? context = null)
    {
        var found = Assert.IsType<MethodLookup.Runnable>(Table.Find(spec.Method));
        var result = new ArrayBufferWriter<byte>();
        await found.Invoker.InvokeAsync(context ?? new FakeContext(), services, spec.StoredCall.Arguments, result);
        return Encoding.UTF8.GetString(result.WrittenSpan);
    }

    public static async Task<T> RunAsync<T>(TaskSpec<T> spec, IServiceProvider? services = null, TaskContext? context = null) =>
        CallJson.ReadResult<T>(await RunAsync((TaskSpec)spec, services, context));

    public static async Task<string> RunJsonAsync(TaskSpec spec, string arguments)
    {
        var found = Assert.IsType<MethodLookup.Runnable>(Table.Find(spec.Method));
        var result = new ArrayBufferWriter<byte>();
        await found.Invoker.InvokeAsync(new FakeContext(), null, Encoding.UTF8.GetBytes(arguments), result);
        return Encoding.UTF8.GetString(result.WrittenSpan);
    }

    public static string Arguments(TaskSpec spec) => Encoding.UTF8.GetString(spec.StoredCall.Arguments.Span);

    public static string Refusal(Func<TaskSpec> make) => Assert.ThrowsAny<ArgumentException>(make).Message;
}

internal sealed class FakeContext : TaskContext
{
    private static readonly CancellationTokenSource Source = new();

    public override string TaskId => "id1";

    public override string? WorkflowId => null;

    public override int? Stage => null;

    public override string Title => "title";

    public override string Queue => "default";

    public override int Attempt => 1;

    public override long Starts => 1;

    public override string RunnerName => "r1";

    public override CancellationToken CancellationToken => Source.Token;

    public override ILogger Logger => NullLogger.Instance;

    public override IServiceProvider Services => throw new InvalidOperationException();

    public override IAsyncEnumerable<TaskInfo> FinishedTasksAsync(int? stage = null, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException();
}
