using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Taskue.TestSupport;

namespace Taskue.RunnerTests;

/// <summary>While an outcome is told, other people's code is called. It may throw and never return: the outcome is told all the same, and the slot is free.</summary>
public sealed class ReportTests : RunnerTest
{
    public override ValueTask InitializeAsync()
    {
        ReportBodies.Released = new ManualResetEventSlim(false);
        return base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        ReportBodies.Released.Set();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Exceptions_that_cannot_be_read_are_told_by_their_type_once_and_cost_no_slot()
    {
        await StartAsync();
        TaskInfo[] mute = [await FailedAsync(TaskSpec.Call(() => ReportBodies.ThrowMute())), await FailedAsync(TaskSpec.Call(() => ReportBodies.ThrowLater("mute")))];
        Assert.All(mute, one => Assert.Equal(typeof(ReportBodies.MuteException).FullName, one.Error!.Type));
        TaskInfo[] other = [await FailedAsync(TaskSpec.Call(() => ReportBodies.ThrowOther())), await FailedAsync(TaskSpec.Call(() => ReportBodies.ThrowLater("other")))];
        Assert.All(other, one => Assert.Equal((typeof(ReportBodies.OtherException).FullName, "(its message cannot be read: that throws System.InvalidTimeZoneException)"), (one.Error!.Type, one.Error.Message)));
        Assert.All(other, one => Assert.Contains("ReportBodies.Throw", one.Error!.Detail));
        TaskInfo deep = await FailedAsync(TaskSpec.Call(() => ReportBodies.ThrowDeep()));
        Assert.Equal((typeof(ReportBodies.NestException).FullName, "nest"), (deep.Error!.Type, deep.Error.Message));
        TaskInfo result = await FailedAsync(TaskSpec.Call(() => ReportBodies.Result()));
        Assert.Equal(("result", ErrorCodes.ResultUnfit), (result.Reason, result.Error!.Type));
        await GoesOnAsync();
        await Wait.Eventually(() => Log.Count(1113) == 6, "each attempt is logged");
        Assert.All(Log.Lines.Where(line => line.Id == 1113), line => _ = line.Fault?.ToString());
    }

    [Fact]
    public async Task An_exception_that_keeps_its_reader_costs_the_slot_no_longer_than_timeout_and_grace()
    {
        await StartAsync();
        foreach (TaskSpec spec in (TaskSpec[])[TaskSpec.Call(() => ReportBodies.ThrowHolding()), TaskSpec.Call(() => ReportBodies.ThrowLater("holding"))])
        {
            TaskInfo done = await FailedAsync(spec with { Timeout = TimeSpan.FromSeconds(1) });
            Assert.Equal(typeof(ReportBodies.HoldingException).FullName, done.Error!.Type);
            Assert.Contains("within the timeout of 1.0 s", done.Error.Message);
        }

        await GoesOnAsync();
    }

    [Fact]
    public async Task Middleware_and_disposals_do_not_hide_what_the_method_threw()
    {
        var middleware = new After { Throws = true };
        await StartAsync(options => options.Middleware.Add(middleware));
        TaskInfo done = await FailedAsync(TaskSpec.Call(() => ReportBodies.Throw()));
        Assert.Equal("System.InvalidTimeZoneException", done.Error!.Type);
        Assert.Contains($"{typeof(ReportBodies.PlainException).FullName}: plain", done.Error.Message);
        middleware.Throws = false;
        done = await FailedAsync(TaskSpec.On<ReportBodies.Breaking>().Call(one => one.Fail()));
        Assert.Equal((typeof(ReportBodies.PlainException).FullName, "plain"), (done.Error!.Type, done.Error.Message));
        middleware.Holds = true;
        done = await (await Client.EnqueueAsync(TaskSpec.Call(() => ReportBodies.Throw()) with { Timeout = TimeSpan.FromSeconds(1) })).WaitAsync();
        Assert.Equal(TaskState.TimedOut, done.State);
        Assert.Contains(typeof(ReportBodies.PlainException).FullName!, done.Error!.Message);
        middleware.Holds = false;
        await GoesOnAsync();
    }

    [Fact]
    public async Task A_disposal_that_never_ends_keeps_neither_the_slot_nor_the_thread()
    {
        await using ServiceProvider services = new ServiceCollection().AddScoped<ReportBodies.Staying>().BuildServiceProvider();
        TaskueRunner runner = await StartAsync(options => options.Services = services);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(7, await (await Client.EnqueueAsync(TaskSpec.On<ReportBodies.Staying>().Call(one => one.Number()))).WaitForResultAsync());
        }

        await Wait.Eventually(async () => (await InfoAsync(runner.Name)).StuckTasks >= 2, "they are shown on the runner");
        ReportBodies.Released.Set();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_logger_that_throws_or_never_returns_costs_nothing(bool holds)
    {
        await StartAsync(options => options.LoggerFactory = new BadLogger(holds));
        Assert.Equal(typeof(ReportBodies.PlainException).FullName, (await FailedAsync(TaskSpec.Call(() => ReportBodies.Throw()))).Error!.Type);
        Assert.Equal(typeof(ReportBodies.MuteException).FullName, (await FailedAsync(TaskSpec.Call(() => ReportBodies.ThrowMute()))).Error!.Type);
        TaskInfo late = await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.PassDeaf(Namespace, null!)) with { Timeout = TimeSpan.FromMilliseconds(200) })).WaitAsync();
        Assert.Equal(TaskState.TimedOut, late.State);
        await GoesOnAsync();
    }

    private async Task<TaskInfo> FailedAsync(TaskSpec spec)
    {
        TaskInfo done = await (await Client.EnqueueAsync(spec)).WaitAsync();
        Assert.Equal((TaskState.Failed, 1, 1L), (done.State, done.Attempts, done.Starts));
        return done;
    }

    private async Task GoesOnAsync() => Assert.Equal(3, await (await Client.EnqueueAsync(() => Bodies.Add(1, 2))).WaitForResultAsync());

    private sealed class After : ITaskMiddleware
    {
        public bool Throws { get; set; }

        public bool Holds { get; set; }

        public async ValueTask InvokeAsync(TaskContext context, Func<ValueTask> next)
        {
            try
            {
                await next();
            }
            catch
            {
                Harm();
                throw;
            }
        }

        private void Harm()
        {
            if (Holds)
            {
                ReportBodies.Released.Wait();
            }

            if (Throws)
            {
                throw new InvalidTimeZoneException("of the middleware");
            }
        }
    }

    /// <summary>Does harm with what is said of attempts.</summary>
    private sealed class BadLogger(bool holds) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw new InvalidOperationException("of the logger");

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id is 1110 or 1113)
            {
                if (holds)
                {
                    ReportBodies.Released.Wait();
                }

                throw new InvalidOperationException("of the logger");
            }
        }

        public void Dispose()
        {
        }
    }
}
