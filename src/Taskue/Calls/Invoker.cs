using System.Buffers;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>Runs one method with stored arguments. Made once a method and kept; thread-safe.</summary>
internal sealed class Invoker
{
    private readonly Lazy<InvokerBody> body;
    private readonly Type? service;

    /// <param name="method">The method, its generic parameters filled in.</param>
    /// <param name="service">The type to call it on; <see langword="null"/> for a static method.</param>
    public Invoker(MethodInfo method, Type? service)
    {
        Method = method;
        this.service = service;
        Name = CallShape.Name(method);
        StoredParameters = method.GetParameters().Count(parameter => !InjectedParameter.Is(parameter.ParameterType));
        body = new Lazy<InvokerBody>(() => InvokerBuilder.Build(method, service, Name));
    }

    public MethodInfo Method { get; }

    /// <summary>Type and method, for messages.</summary>
    public string Name { get; }

    /// <summary>How many arguments are stored: the runner fills in the others.</summary>
    public int StoredParameters { get; }

    /// <summary>Runs the method.</summary>
    /// <param name="context">The attempt; also what parameters of its type get, and where tokens and loggers come from.</param>
    /// <param name="services">The attempt's services; without any, only classes that need none can be made.</param>
    /// <param name="arguments">A JSON array of the stored arguments.</param>
    /// <param name="result">Takes the result as JSON; nothing for a method that returns none.</param>
    /// <exception cref="ArgumentMismatchException">The arguments do not fit. The method was not called.</exception>
    /// <exception cref="ServiceMissingException">There is no object to call it on. The method was not called.</exception>
    /// <exception cref="ResultNotSerializableException">The method ended, and its result cannot be stored.</exception>
    /// <exception cref="InvalidOperationException">The method returned a null Task.</exception>
    /// <remarks>What the method throws comes out bare: from the call itself or from the task it gives.</remarks>
    public ValueTask InvokeAsync(TaskContext context, IServiceProvider? services, ReadOnlyMemory<byte> arguments, IBufferWriter<byte> result)
    {
        var reader = new ArgumentReader(arguments.Span, this, context);
        if (service is null)
        {
            return Body(ref reader, context, services, null, result);
        }

        if (services?.GetService(service) is { } registered)
        {
            return Body(ref reader, context, services, registered, result);
        }

        var made = MakeService(services);
        return made is IAsyncDisposable or IDisposable
            ? InvokeAndDisposeAsync(made, context, services, arguments, result)
            : Body(ref reader, context, services, made, result);
    }

    private InvokerBody Body
    {
        get
        {
            try
            {
                return body.Value;
            }
            catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
            {
                throw new ArgumentMismatchException($"A parameter or the result of {Name} has no JSON contract: {ExceptionText.MessageOf(e)}", e);
            }
        }
    }

    private object MakeService(IServiceProvider? services)
    {
        if (!service!.IsAbstract)
        {
            return ActivatorUtilities.CreateInstance(services ?? NoServices.Instance, service);
        }

        var what = TypeText.Of(service);
        throw new ServiceMissingException(services is null
            ? $"{Name} needs a {what}, and this runner was given no services. Set RunnerOptions.Services, or use AddTaskueRunner in a host."
            : $"{Name} needs a {what}, which is not registered. "
                + "Add it to the services that the runner was given (AddTaskueRunner, or RunnerOptions.Services).");
    }

    // The container ends only what it made itself.
    private async ValueTask InvokeAndDisposeAsync(
        object made, TaskContext context, IServiceProvider? services, ReadOnlyMemory<byte> arguments, IBufferWriter<byte> result)
    {
        try
        {
            await Start().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            context.Threw(fault);
            try
            {
                await DisposeAsync(made).ConfigureAwait(false);
            }
            catch (Exception other)
            {
                // It must not hide what the method threw.
                context.Logger.LogError(other, "{Service} threw when it was disposed of, after {Method} had thrown", TypeText.Of(service!), Name);
            }

            throw;
        }

        await DisposeAsync(made).ConfigureAwait(false);

        ValueTask Start()
        {
            var reader = new ArgumentReader(arguments.Span, this, context);
            return Body(ref reader, context, services, made, result);
        }
    }

    private static ValueTask DisposeAsync(object made)
    {
        if (made is IAsyncDisposable disposable)
        {
            return disposable.DisposeAsync();
        }

        ((IDisposable)made).Dispose();
        return default;
    }

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
