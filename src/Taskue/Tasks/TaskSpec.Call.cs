using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Taskue;

public partial record TaskSpec
{
    internal const string Reflection =
        "Arguments are written by contracts that reflection finds. For trimming, add source-generated ones by TaskueJson.AddResolver.";

    /// <summary>Makes a spec of a call of a static method that gives nothing.</summary>
    /// <param name="call">One call of a method, as <c>() => Images.Resize(path, 100)</c>. Its arguments are evaluated now; parameters of the types
    /// <see cref="CancellationToken"/>, <see cref="TaskContext"/> and <see cref="Microsoft.Extensions.Logging.ILogger"/> are filled in by the runner, whatever stands there.</param>
    /// <returns>A spec, to vary by <c>with</c> and to enqueue.</returns>
    /// <exception cref="ArgumentException">It cannot be stored; the message names method, parameter and remedy.</exception>
    /// <remarks>Nothing is sent. Whether a runner may run the method is decided there, by its <see cref="MethodAllowList"/>.</remarks>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static TaskSpec Call(Expression<Action> call) => new(CallReader.Read(call));

    /// <summary>Makes a spec of a call of a static method that gives a value.</summary>
    /// <inheritdoc cref="Call(Expression{Action})"/>
    /// <typeparam name="T">What the method returns, or what its task gives.</typeparam>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static TaskSpec<T> Call<T>(Expression<Func<T>> call) => new(CallReader.Read(call));

    /// <summary>Makes a spec of a call of an asynchronous static method that gives nothing.</summary>
    /// <inheritdoc cref="Call(Expression{Action})"/>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static TaskSpec Call(Expression<Func<Task>> call) => new(CallReader.Read(call));

    /// <summary>Makes a spec of a call of an asynchronous static method that gives a value.</summary>
    /// <inheritdoc cref="Call(Expression{Action})"/>
    /// <typeparam name="T">What the method returns, or what its task gives.</typeparam>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static TaskSpec<T> Call<T>(Expression<Func<Task<T>>> call) => new(CallReader.Read(call));

    /// <summary>Makes a spec of a call of an asynchronous static method that gives nothing.</summary>
    /// <inheritdoc cref="Call(Expression{Action})"/>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static TaskSpec Call(Expression<Func<ValueTask>> call) => new(CallReader.Read(call));

    /// <summary>Makes a spec of a call of an asynchronous static method that gives a value.</summary>
    /// <inheritdoc cref="Call(Expression{Action})"/>
    /// <typeparam name="T">What the method returns, or what its task gives.</typeparam>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static TaskSpec<T> Call<T>(Expression<Func<ValueTask<T>>> call) => new(CallReader.Read(call));

    /// <summary>Begins a spec of a call on a service, which the runner takes from its services.</summary>
    /// <typeparam name="TService">The type that the runner is asked for: a registered one, or a class that it can make.</typeparam>
    /// <returns>What has the <c>Call</c>s: <c>TaskSpec.On&lt;IMailer&gt;().Call(m => m.SendAsync(address, 3))</c>.</returns>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static ServiceCalls<TService> On<TService>()
        where TService : class => ServiceCalls<TService>.Instance;

    /// <summary>Makes a spec of a call on a service that gives nothing.</summary>
    /// <typeparam name="TService">The type that the runner is asked for.</typeparam>
    /// <param name="call">One call on the lambda's parameter, whose type must stand there: <c>(IMailer m) => m.Send(address)</c>.</param>
    /// <returns>A spec, to vary by <c>with</c> and to enqueue.</returns>
    /// <exception cref="ArgumentException">It cannot be stored; the message names method, parameter and remedy.</exception>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static TaskSpec Call<TService>(Expression<Action<TService>> call)
        where TService : class => new(CallReader.Read(call));

    /// <summary>Makes a spec of a call on a service that gives a value.</summary>
    /// <inheritdoc cref="Call{TService}(Expression{Action{TService}})"/>
    /// <typeparam name="TService">The type that the runner is asked for.</typeparam>
    /// <typeparam name="T">What the method returns, or what its task gives.</typeparam>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static TaskSpec<T> Call<TService, T>(Expression<Func<TService, T>> call)
        where TService : class => new(CallReader.Read(call));

    /// <summary>Makes a spec of an asynchronous call on a service that gives nothing.</summary>
    /// <inheritdoc cref="Call{TService}(Expression{Action{TService}})"/>
    /// <typeparam name="TService">The type that the runner is asked for.</typeparam>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static TaskSpec Call<TService>(Expression<Func<TService, Task>> call)
        where TService : class => new(CallReader.Read(call));

    /// <summary>Makes a spec of an asynchronous call on a service that gives a value.</summary>
    /// <inheritdoc cref="Call{TService}(Expression{Action{TService}})"/>
    /// <typeparam name="TService">The type that the runner is asked for.</typeparam>
    /// <typeparam name="T">What the method returns, or what its task gives.</typeparam>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static TaskSpec<T> Call<TService, T>(Expression<Func<TService, Task<T>>> call)
        where TService : class => new(CallReader.Read(call));

    /// <summary>Makes a spec of an asynchronous call on a service that gives nothing.</summary>
    /// <inheritdoc cref="Call{TService}(Expression{Action{TService}})"/>
    /// <typeparam name="TService">The type that the runner is asked for.</typeparam>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static TaskSpec Call<TService>(Expression<Func<TService, ValueTask>> call)
        where TService : class => new(CallReader.Read(call));

    /// <summary>Makes a spec of an asynchronous call on a service that gives a value.</summary>
    /// <inheritdoc cref="Call{TService}(Expression{Action{TService}})"/>
    /// <typeparam name="TService">The type that the runner is asked for.</typeparam>
    /// <typeparam name="T">What the method returns, or what its task gives.</typeparam>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static TaskSpec<T> Call<TService, T>(Expression<Func<TService, ValueTask<T>>> call)
        where TService : class => new(CallReader.Read(call));

    /// <summary>Takes <c>async</c> lambdas, to say at compile time that they are no calls.</summary>
    /// <param name="call">The lambda.</param>
    /// <returns>Nothing: it does not compile.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncLambda.Message, error: true)]
    [OverloadResolutionPriority(1)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static TaskSpec Call(Func<AsyncLambda> call) => throw new NotSupportedException(AsyncLambda.Message);

    /// <inheritdoc cref="Call(Func{AsyncLambda})"/>
    /// <typeparam name="TService">The type of the lambda's parameter.</typeparam>
    [Obsolete(AsyncLambda.Message, error: true)]
    [OverloadResolutionPriority(1)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static TaskSpec Call<TService>(Func<TService, AsyncLambda> call) => throw new NotSupportedException(AsyncLambda.Message);
}
