using System.Buffers;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>Reads the arguments, calls the method, and writes or awaits its result.</summary>
internal delegate ValueTask InvokerBody(
    ref ArgumentReader arguments, TaskContext context, IServiceProvider? services, object? target, IBufferWriter<byte> result);

/// <summary>Compiles the body of an <see cref="Invoker"/>: once a method, since it costs some milliseconds.</summary>
internal static class InvokerBuilder
{
    /// <summary>Whether stored calls can call it at all; the other side refuses the same.</summary>
    public static bool CanCall(MethodInfo method) =>
        !method.IsSpecialName
        && (method.IsStatic || !method.DeclaringType!.IsByRefLike)
        && !method.ReturnType.IsByRef && !method.ReturnType.IsByRefLike && !method.ReturnType.IsPointer
        && !method.Name.Contains('<', StringComparison.Ordinal)
        && !CallShape.IsCompilerMade(method.DeclaringType!)
        && !typeof(Delegate).IsAssignableFrom(method.DeclaringType)
        && Invokers.TakesPlainArguments(method);

    public static InvokerBody Build(MethodInfo method, Type? service, string name)
    {
        var arguments = Expression.Parameter(typeof(ArgumentReader).MakeByRefType(), "arguments");
        var context = Expression.Parameter(typeof(TaskContext), "context");
        var services = Expression.Parameter(typeof(IServiceProvider), "services");
        var target = Expression.Parameter(typeof(object), "target");
        var result = Expression.Parameter(typeof(IBufferWriter<byte>), "result");

        // All arguments are read before the method is called, and in order.
        var locals = new List<ParameterExpression>();
        var steps = new List<Expression>();
        foreach (var parameter in method.GetParameters())
        {
            var local = Expression.Variable(parameter.ParameterType, parameter.Name);
            locals.Add(local);
            steps.Add(Expression.Assign(local, ValueOf(parameter, arguments, context, services)));
        }

        steps.Add(Expression.Call(typeof(ArgumentReader), nameof(ArgumentReader.End), null, arguments));
        var call = Expression.Call(service is null ? null : Expression.Convert(target, service), method, locals);
        steps.Add(Finish(call, method.ReturnType, name, result));
        var body = Expression.Block(typeof(ValueTask), locals, steps);
        return Expression.Lambda<InvokerBody>(body, name, [arguments, context, services, target, result]).Compile();
    }

    private static Expression ValueOf(ParameterInfo parameter, Expression arguments, Expression context, Expression services)
    {
        var type = parameter.ParameterType;
        if (type == typeof(TaskContext))
        {
            return context;
        }

        if (type == typeof(CancellationToken))
        {
            return Expression.Property(context, nameof(TaskContext.CancellationToken));
        }

        if (type == typeof(ILogger))
        {
            return Expression.Property(context, nameof(TaskContext.Logger));
        }

        if (InjectedParameter.IsTypedLogger(type))
        {
            return Expression.Call(typeof(InvokerParts), nameof(InvokerParts.LoggerOf), type.GetGenericArguments(), context, services);
        }

        var slot = Make(typeof(ParameterSlot<>), type, parameter.Name ?? $"#{parameter.Position + 1}");
        return Expression.Call(typeof(ArgumentReader), nameof(ArgumentReader.Read), [type], arguments, Expression.Constant(slot));
    }

    private static Expression Finish(Expression call, Type type, string name, Expression result)
    {
        if (type == typeof(void))
        {
            return Expression.Block(call, Expression.Default(typeof(ValueTask)));
        }

        if (type == typeof(Task))
        {
            return Expression.Call(typeof(InvokerParts), nameof(InvokerParts.WaitFor), null, call, Expression.Constant(name));
        }

        if (type == typeof(ValueTask))
        {
            return call;
        }

        var value = ResultCheck.ResultTypeOf(type);
        var slot = Expression.Constant(Make(typeof(ResultSlot<>), value, name));
        if (value == type)
        {
            return Expression.Block(Expression.Call(slot, nameof(ResultSlot<>.Write), null, call, result), Expression.Default(typeof(ValueTask)));
        }

        var write = typeof(Task).IsAssignableFrom(type) ? nameof(ResultSlot<>.WriteTask) : nameof(ResultSlot<>.WriteValueTask);
        return Expression.Call(slot, write, null, call, result);
    }

    private static object Make(Type slot, Type type, string name)
    {
        JsonTypeInfo json = CallJson.Options.GetTypeInfo(type);
        return Activator.CreateInstance(slot.MakeGenericType(type), name, json)!;
    }
}
