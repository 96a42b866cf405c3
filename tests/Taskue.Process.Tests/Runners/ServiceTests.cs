using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Taskue.RunnerTests;

/// <summary>A dependency-injection scope an attempt, and middleware around it.</summary>
public sealed class ServiceTests : RunnerTest
{
    [Fact]
    public async Task Each_attempt_has_a_scope_of_its_own_that_is_disposed_of_after_it()
    {
        await using ServiceProvider services = new ServiceCollection().AddSingleton<Seen>().AddScoped<Scoped>().AddTransient<Greeter>().BuildServiceProvider();
        await StartAsync(options => options.Services = services);
        TaskSpec<string> spec = TaskSpec.On<Greeter>().Call(greeter => greeter.Greet("one", null!)) with { Retries = 1 };
        TaskInfo<string> first = await (await Client.EnqueueAsync(spec)).WaitAsync();
        TaskInfo<string> second = await (await Client.EnqueueAsync(TaskSpec.On<Greeter>().Call(greeter => greeter.Greet("two", null!)) with { Retries = 1 })).WaitAsync();
        Assert.Equal(("hello one", "hello two"), (first.Result, second.Result));
        Seen seen = services.GetRequiredService<Seen>();
        Assert.Equal(4, seen.Scopes.Distinct().Count()); // two tasks of two attempts
        await TestSupport.Wait.Eventually(() => seen.DisposedScopes.Count == 4, "the last scope is disposed of: after the outcome");
        Assert.Equal(seen.Scopes.Order(), seen.DisposedScopes.Order());
        Assert.Equal(0, seen.StrangeScopes);
    }

    [Fact]
    public async Task A_service_that_nobody_registered_and_cannot_be_made_is_errored()
    {
        await using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
        await StartAsync(options => options.Services = services);
        TaskInfo done = await (await Client.EnqueueAsync(TaskSpec.On<IUnregistered>().Call(one => one.Do()))).WaitAsync();
        Assert.Equal((TaskState.Errored, ErrorCodes.ServiceMissing), (done.State, done.Error!.Type));
    }

    [Fact]
    public async Task Middleware_wraps_every_attempt_the_first_outermost_and_those_of_the_services_inside()
    {
        var trace = new ConcurrentQueue<string>();
        await using ServiceProvider services = new ServiceCollection().AddSingleton(trace)
            .AddScoped<ITaskMiddleware, FromServices>().AddScoped<Scoped>().AddSingleton<Seen>().BuildServiceProvider();
        await StartAsync(options =>
        {
            options.Services = services;
            options.Middleware.Add(new Tracing("first", trace));
            options.Middleware.Add(new Tracing("second", trace));
        });
        TaskInfo<int> done = await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.PassAt(2, null!)) with { Retries = 1 })).WaitAsync();
        Assert.Equal((TaskState.Passed, 2), (done.State, done.Result));
        Assert.Equal(
            ["first>1", "second>1", "services>1", "services!1", "second!1", "first!1", "first>2", "second>2", "services>2", "services<2", "second<2", "first<2"], trace);
    }

    [Fact]
    public async Task What_a_middleware_throws_counts_as_thrown_by_the_task()
    {
        await StartAsync(options => options.Middleware.Add(new Refusing()));
        TaskInfo done = await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.Add(1, 2)) with { Retries = 1 })).WaitAsync();
        Assert.Equal((TaskState.Failed, "not today", 2), (done.State, done.Error!.Message, done.Attempts));
    }

    [Fact]
    public async Task A_middleware_that_does_not_go_on_ends_the_attempt_as_passed()
    {
        await StartAsync(options => options.Middleware.Add(new Swallowing()));
        TaskInfo done = await (await Client.EnqueueAsync(() => Bodies.Note(Namespace, "x"))).WaitAsync();
        Assert.Equal((TaskState.Passed, 0), (done.State, Door.Entered));
    }

    public interface IUnregistered
    {
        void Do();
    }

    public sealed class Seen
    {
        public ConcurrentQueue<Guid> Scopes { get; } = new();

        public ConcurrentQueue<Guid> DisposedScopes { get; } = new();

        public int StrangeScopes { get; set; }
    }

    public sealed class Scoped(Seen seen) : IDisposable
    {
        public Guid Id { get; } = Guid.NewGuid();

        public void Dispose() => seen.DisposedScopes.Enqueue(Id);
    }

    public sealed class Greeter(Scoped scoped, Seen seen)
    {
        public string Greet(string name, TaskContext context)
        {
            seen.Scopes.Enqueue(scoped.Id);
            if (context.Services.GetRequiredService<Scoped>() != scoped)
            {
                seen.StrangeScopes++;
            }

            return context.Attempt > 1 ? "hello " + name : throw new InvalidOperationException("the first attempt fails");
        }
    }

    private sealed class FromServices(ConcurrentQueue<string> trace, Scoped scoped) : ITaskMiddleware
    {
        public ValueTask InvokeAsync(TaskContext context, Func<ValueTask> next)
        {
            Assert.Same(scoped, context.Services.GetRequiredService<Scoped>());
            return new Tracing("services", trace).InvokeAsync(context, next);
        }
    }

    private sealed class Tracing(string name, ConcurrentQueue<string> trace) : ITaskMiddleware
    {
        public async ValueTask InvokeAsync(TaskContext context, Func<ValueTask> next)
        {
            trace.Enqueue($"{name}>{context.Attempt}");
            try
            {
                await next();
                trace.Enqueue($"{name}<{context.Attempt}");
            }
            catch
            {
                trace.Enqueue($"{name}!{context.Attempt}");
                throw;
            }
        }
    }

    private sealed class Refusing : ITaskMiddleware
    {
        public ValueTask InvokeAsync(TaskContext context, Func<ValueTask> next) => throw new InvalidOperationException("not today");
    }

    private sealed class Swallowing : ITaskMiddleware
    {
        public ValueTask InvokeAsync(TaskContext context, Func<ValueTask> next) => ValueTask.CompletedTask;
    }
}
