using System.Reflection;

namespace Taskue;

/// <summary>What a method of a task may return, and what of it is the result.</summary>
internal static class ResultCheck
{
    /// <summary>The type of the result: of the value inside a task; <see langword="void"/> where there is none.</summary>
    public static Type ResultTypeOf(Type returnType)
    {
        if (returnType == typeof(Task) || returnType == typeof(ValueTask))
        {
            return typeof(void);
        }

        if (returnType.IsGenericType
            && (returnType.GetGenericTypeDefinition() == typeof(Task<>) || returnType.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            return returnType.GetGenericArguments()[0];
        }

        return returnType;
    }

    /// <exception cref="ArgumentException">The result could not be awaited, written or read.</exception>
    public static void Check(MethodInfo method, string name)
    {
        if (method.ReturnType.IsByRef)
        {
            throw CallShape.Refuse($"{name} returns by reference, and a result must be a value. Return a copy.");
        }

        var result = ResultTypeOf(method.ReturnType);
        if (result == typeof(void))
        {
            return;
        }

        if (IsTask(result))
        {
            throw CallShape.Refuse(
                $"{name} returns {TypeText.Of(method.ReturnType)}, "
                + "and only Task, Task<T>, ValueTask and ValueTask<T> are awaited. Declare one of these as its return type.");
        }

        if (ContractCheck.Of(result, CallJson.Options) is { } fault)
        {
            throw CallShape.Refuse($"The result of {name} ({TypeText.Of(result)}){fault}");
        }
    }

    private static bool IsTask(Type type) =>
        typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask)
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));
}
