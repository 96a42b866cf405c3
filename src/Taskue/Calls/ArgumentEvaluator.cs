using System.Linq.Expressions;
using System.Reflection;

namespace Taskue;

/// <summary>Evaluates an argument's expression by walking it: the common nodes here, whatever else by the expression interpreter.</summary>
/// <remarks>
/// Measured for <c>s + "x"</c>: 0.1 µs here, 4.5 µs by the interpreter, 75 µs compiled; so an argument is never compiled.
/// Nodes that decide what is evaluated at all (<c>&amp;&amp;</c>, <c>?:</c>, <c>??</c>) are left to the interpreter.
/// </remarks>
internal readonly ref struct ArgumentEvaluator
{
    private readonly CallPlan plan;
    private readonly ParameterPlan parameter;

    private ArgumentEvaluator(CallPlan plan, ParameterPlan parameter) => (this.plan, this.parameter) = (plan, parameter);

    /// <summary>Gives an argument's value.</summary>
    /// <exception cref="ArgumentException">It uses what has no value here: a task's result, the service, a span, something of null.</exception>
    public static object? Evaluate(Expression argument, CallPlan plan, ParameterPlan parameter) =>
        new ArgumentEvaluator(plan, parameter).Value(argument);

    private object? Value(Expression e) => e switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression member => Member(member),
        UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert => Convert(convert),
        MethodCallExpression call => Call(call),
        NewExpression { Constructor: not null } make => Make(make),
        BinaryExpression binary => Binary(binary),
        NewArrayExpression { NodeType: ExpressionType.NewArrayInit } array => Items(array),
        MemberInitExpression init => Initialized(init),
        UnaryExpression { NodeType: ExpressionType.ArrayLength } length => ((Array)Target(length.Operand, "Length")).Length,
        DefaultExpression => Default(e.Type),
        _ => Rest(e),
    };

    private object? Member(MemberExpression e)
    {
        if (SpecResult.Is(e))
        {
            throw SpecResult.Refuse(plan.Name, parameter.Name, inside: false);
        }

        if (e.Member is FieldInfo field)
        {
            return field.GetValue(e.Expression is null ? null : Target(e.Expression, field.Name));
        }

        var property = (PropertyInfo)e.Member;
        if (!CanBeBoxed(e.Type) || !CanBeTarget(e.Expression))
        {
            return Rest(e);
        }

        return Invokers.Of(property.GetMethod!).Invoke(e.Expression is null ? null : Target(e.Expression, property.Name));
    }

    private object? Call(MethodCallExpression e)
    {
        var method = e.Method;
        if (e.Arguments.Count > 4 || !CanBeTarget(e.Object) || !CanBeBoxed(method.ReturnType) || !Invokers.TakesPlainArguments(method))
        {
            return Rest(e);
        }

        var target = e.Object is null ? null : Target(e.Object, method.Name);
        var invoker = Invokers.Of(method);
        return e.Arguments.Count switch
        {
            0 => invoker.Invoke(target),
            1 => invoker.Invoke(target, Value(e.Arguments[0])),
            2 => invoker.Invoke(target, Value(e.Arguments[0]), Value(e.Arguments[1])),
            3 => invoker.Invoke(target, Value(e.Arguments[0]), Value(e.Arguments[1]), Value(e.Arguments[2])),
            _ => invoker.Invoke(target, Value(e.Arguments[0]), Value(e.Arguments[1]), Value(e.Arguments[2]), Value(e.Arguments[3])),
        };
    }

    private object? Make(NewExpression e)
    {
        var constructor = e.Constructor!;
        if (!CanBeBoxed(e.Type) || !Invokers.TakesPlainArguments(constructor))
        {
            return Rest(e);
        }

        var arguments = new object?[e.Arguments.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Value(e.Arguments[i]);
        }

        return Invokers.Of(constructor).Invoke(arguments.AsSpan());
    }

    private object? Initialized(MemberInitExpression e)
    {
        foreach (var binding in e.Bindings)
        {
            if (binding is not MemberAssignment)
            {
                return Rest(e);
            }
        }

        var made = e.NewExpression.Constructor is null ? Activator.CreateInstance(e.Type)! : Make(e.NewExpression)!;
        foreach (var binding in e.Bindings)
        {
            var value = Value(((MemberAssignment)binding).Expression);
            if (binding.Member is FieldInfo field)
            {
                field.SetValue(made, value);
            }
            else
            {
                Invokers.Of(((PropertyInfo)binding.Member).SetMethod!).Invoke(made, value);
            }
        }

        return made;
    }

    private Array Items(NewArrayExpression e)
    {
        var items = Array.CreateInstanceFromArrayType(e.Type, e.Expressions.Count);
        for (var i = 0; i < e.Expressions.Count; i++)
        {
            items.SetValue(Value(e.Expressions[i]), i);
        }

        return items;
    }

    private object? Convert(UnaryExpression e)
    {
        if (e.Method is not null)
        {
            return e.IsLifted || !CanBeBoxed(e.Operand.Type) || !CanBeBoxed(e.Type)
                ? Rest(e)
                : Invokers.Of(e.Method).Invoke(null, Value(e.Operand));
        }

        // Boxing, a cast up, or T to T?; an empty T? to T must throw, and is left to the interpreter.
        var to = Nullable.GetUnderlyingType(e.Type) ?? e.Type;
        var from = Nullable.GetUnderlyingType(e.Operand.Type) ?? e.Operand.Type;
        if (to.IsAssignableFrom(from) && (to == e.Type || from == to) && (e.Operand.Type == from || e.Type != to))
        {
            return Value(e.Operand);
        }

        if (e.Operand.Type == typeof(int) && e.Operand is ConstantExpression { Value: int number } && Arithmetic.Widen(number, to) is { } widened)
        {
            return widened;
        }

        return e.Operand.Type == from && e.Type == to && Arithmetic.CanWiden(from, to) ? Arithmetic.Widen(Value(e.Operand)!, to) : Rest(e);
    }

    private object? Binary(BinaryExpression e)
    {
        if (e.NodeType is ExpressionType.AndAlso or ExpressionType.OrElse or ExpressionType.Coalesce or ExpressionType.Assign || e.IsLifted)
        {
            return Rest(e);
        }

        if (e.NodeType == ExpressionType.ArrayIndex)
        {
            return e.Right.Type == typeof(int) ? ((Array)Target(e.Left, "[]")).GetValue((int)Value(e.Right)!) : Rest(e);
        }

        if (e.Method is { } method)
        {
            return CanBeBoxed(e.Left.Type) && CanBeBoxed(e.Right.Type)
                ? Invokers.Of(method).Invoke(null, Value(e.Left), Value(e.Right))
                : Rest(e);
        }

        return Arithmetic.Can(e) ? Arithmetic.Apply(e.NodeType, Value(e.Left)!, Value(e.Right)!) : Rest(e);
    }

    private object? Rest(Expression e)
    {
        SpecResult.RefuseInside(e, plan.Name, parameter.Name);
        UnstorableParts.RefuseInside(e, plan.Name, parameter.Name);
        return Expression.Lambda<Func<object?>>(Expression.Convert(e, typeof(object))).Compile(preferInterpretation: true)();
    }

    private object Target(Expression e, string member) => Value(e) ?? throw CallShape.Refuse(
        $"Argument '{parameter.Name}' of {plan.Name} takes '{member}' of something that is null ({TypeText.Of(e.Type)}). Check it before the call.");

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;

    // A method of a struct may change it, and a boxed copy would not show that; an empty Nullable<T> has no box at all.
    private static bool CanBeTarget(Expression? target) =>
        target is null || !target.Type.IsValueType || target.Type.IsPrimitive
        || (target.Type.IsDefined(typeof(System.Runtime.CompilerServices.IsReadOnlyAttribute), inherit: false) && !target.Type.IsByRefLike);

    private static bool CanBeBoxed(Type type) => !type.IsByRefLike && !type.IsByRef && !type.IsPointer;
}
