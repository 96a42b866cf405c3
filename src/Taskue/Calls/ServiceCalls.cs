using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Taskue;

/// <summary>Makes specs of calls on a service, which the runner takes from its services. Get one by <see cref="TaskSpec.On{TService}"/>.</summary>
/// <typeparam name="TService">The type that the runner is asked for.</typeparam>
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "They are called on the value that On gives.")]
public sealed class ServiceCalls<TService>
    where TService : class
{
    internal static readonly ServiceCalls<TService> Instance = new();

    private ServiceCalls()
    {
    }

    /// <summary>Makes a spec of a call on the service that gives nothing.</summary>
    /// <param name="call">One call on the lambda's parameter.</param>
    /// <returns>A spec, to vary by <c>with</c> and to enqueue.</returns>
    /// <exception cref="ArgumentException">It cannot be stored; the message names method, parameter and remedy.</exception>
    public TaskSpec Call(Expression<Action<TService>> call) => new(CallReader.Read(call));

    /// <summary>Makes a spec of a call on the service that gives a value.</summary>
    /// <inheritdoc cref="Call(Expression{Action{TService}})"/>
    /// <typeparam name="T">What the method returns.</typeparam>
    public TaskSpec<T> Call<T>(Expression<Func<TService, T>> call) => new(CallReader.Read(call));

    /// <summary>Makes a spec of an asynchronous call on the service that gives nothing.</summary>
    /// <inheritdoc cref="Call(Expression{Action{TService}})"/>
    public TaskSpec Call(Expression<Func<TService, Task>> call) => new(CallReader.Read(call));

    /// <summary>Makes a spec of an asynchronous call on the service that gives a value.</summary>
    /// <inheritdoc cref="Call(Expression{Action{TService}})"/>
    /// <typeparam name="T">What the task gives.</typeparam>
    public TaskSpec<T> Call<T>(Expression<Func<TService, Task<T>>> call) => new(CallReader.Read(call));

    /// <summary>Makes a spec of an asynchronous call on the service that gives nothing.</summary>
    /// <inheritdoc cref="Call(Expression{Action{TService}})"/>
    public TaskSpec Call(Expression<Func<TService, ValueTask>> call) => new(CallReader.Read(call));

    /// <summary>Makes a spec of an asynchronous call on the service that gives a value.</summary>
    /// <inheritdoc cref="Call(Expression{Action{TService}})"/>
    /// <typeparam name="T">What the task gives.</typeparam>
    public TaskSpec<T> Call<T>(Expression<Func<TService, ValueTask<T>>> call) => new(CallReader.Read(call));

    /// <inheritdoc cref="TaskSpec.Call(Func{AsyncLambda})"/>
    [Obsolete(AsyncLambda.Message, error: true)]
    [OverloadResolutionPriority(1)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TaskSpec Call(Func<TService, AsyncLambda> call) => throw new NotSupportedException(AsyncLambda.Message);
}
