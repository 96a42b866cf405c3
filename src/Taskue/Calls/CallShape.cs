using System.Linq.Expressions;
using System.Reflection;

namespace Taskue;

/// <summary>Says whether a lambda is one call that can be stored, and if not, what to write instead.</summary>
internal static class CallShape
{
    /// <summary>Gives the call that is the lambda's body.</summary>
    /// <exception cref="ArgumentException">The body is something else, or the call needs an object that cannot travel.</exception>
    public static MethodCallExpression BodyOf(LambdaExpression lambda, ParameterExpression? service)
    {
        if (lambda.Parameters.Count > 1)
        {
            throw Refuse($"The lambda has {lambda.Parameters.Count} parameters. Write () => Type.Method(...), or (IService s) => s.Method(...).");
        }

        if (lambda.Body is not MethodCallExpression call)
        {
            throw Refuse(NotACall(lambda.Body));
        }

        if (service is null)
        {
            if (call.Object is not null)
            {
                throw Refuse(BoundObject(call));
            }
        }
        else if (call.Object != service)
        {
            throw Refuse(
                $"The lambda's body is not one call on its parameter '{service.Name}' itself, but calls {Name(call.Method)}"
                + $"{(call.Object is null ? ", a static method" : "")}. "
                + $"Write one call of a method of {TypeText.Of(service.Type)}: {service.Name} => {service.Name}.Method(...).");
        }

        return call;
    }

    /// <summary>Checks what does not depend on the arguments, once a method.</summary>
    public static void Check(MethodInfo method)
    {
        var type = method.DeclaringType
            ?? throw Refuse($"{method.Name} is a global method of its module and has no type to be found by. Call a method of a class.");
        if (method.ContainsGenericParameters)
        {
            throw Refuse($"{Name(method)} has open type parameters. Give them types where it is called.");
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            throw Refuse(DelegateCall(type));
        }

        if (IsCompilerMade(method.Name) || IsCompilerMade(type))
        {
            var what = IsCompilerMade(method.Name) ? "a local function or lambda" : "declared in a closure or a file-local type";
            throw Refuse($"{LocalName(method.Name)} is {what}, whose compiled name changes from build to build. Make it a method of a named class.");
        }

        if (method.IsSpecialName)
        {
            throw Refuse($"{Name(method)} is a property, indexer, event or operator, not a method. Call a method.");
        }

        if (method.IsDefined(typeof(System.Runtime.CompilerServices.AsyncStateMachineAttribute)) && method.ReturnType == typeof(void))
        {
            throw Refuse($"{Name(method)} is async void: nobody could tell when it ends or how. Let it return Task.");
        }

        TypeArgumentCheck.Check(method);
    }

    /// <summary>Makes the error of a call that cannot be stored.</summary>
#pragma warning disable MA0015 // The message names the parameter of the called method; that of Call itself would only mislead.
    public static ArgumentException Refuse(string message, Exception? inner = null) => new(message, inner);
#pragma warning restore MA0015

    public static string Name(MethodInfo method) =>
        method.DeclaringType is { } type ? $"{PlainName(type)}.{method.Name}" : method.Name;

    public static bool IsCompilerMade(Type type)
    {
        for (var t = type; t is not null; t = t.DeclaringType!)
        {
            if (IsCompilerMade(t.Name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCompilerMade(string name) => name.Contains('<', StringComparison.Ordinal);

    private static string PlainName(Type type)
    {
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return tick > 0 ? type.Name[..tick] : type.Name;
    }

    // <Main>g__Resize|0_1 gives Resize.
    private static string LocalName(string name)
    {
        var start = name.IndexOf("g__", StringComparison.Ordinal);
        var end = name.IndexOf('|', StringComparison.Ordinal);
        return start >= 0 && end > start ? $"'{name[(start + 3)..end]}'" : IsCompilerMade(name) ? "The method" : $"'{name}'";
    }

    private static string DelegateCall(Type type) =>
        $"The lambda calls a delegate ({TypeText.Of(type)}), which has no name to be stored by. Call the method itself.";

    private static string BoundObject(MethodCallExpression call)
    {
        if (typeof(Delegate).IsAssignableFrom(call.Object!.Type))
        {
            return DelegateCall(call.Object.Type);
        }

        var type = PlainName(call.Object.Type);
        return $"{Name(call.Method)} is called on an object, and an object cannot travel to the runner. "
            + $"Write TaskSpec.On<{type}>().Call(x => x.{call.Method.Name}(...)), and the runner takes its {type} from its services; "
            + "or make the method static.";
    }

    private static string NotACall(Expression body)
    {
        var what = body switch
        {
            MemberExpression { Member: PropertyInfo property } => $"reads the property '{property.Name}'",
            MemberExpression member => $"reads '{member.Member.Name}'",
            NewExpression or MemberInitExpression or ListInitExpression => $"makes a new {TypeText.Of(body.Type)}",
            ConstantExpression constant => $"is the constant {constant.Value ?? "null"}",
            InvocationExpression => "calls a delegate, which has no name to be stored by",
            UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked, Operand: MethodCallExpression call } =>
                $"converts the result of {Name(call.Method)} from {TypeText.Of(call.Type)} to {TypeText.Of(body.Type)}: "
                + "leave the conversion out, and let the type be inferred",
            _ => $"is an expression of the kind {body.NodeType}",
        };
        return $"The lambda's body must be one call of a method, as () => Images.Resize(path, 100), but it {what}.";
    }
}
