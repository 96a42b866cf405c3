using System.Reflection;

namespace Taskue;

/// <summary>Finds a method of a type by name, number of type parameters and parameter list; both sides look in the same order.</summary>
internal static class MethodSearch
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <param name="type">Where to look: the type, then its base types, or for an interface all that it extends.</param>
    /// <param name="name">The method's name.</param>
    /// <param name="arity">How many type parameters it has.</param>
    /// <param name="parameters">Its parameter list, as <see cref="MethodName.Parameters"/> writes it; <see langword="null"/> for any.</param>
    /// <param name="isStatic">Whether it is static; <see langword="null"/> for either.</param>
    /// <param name="count">How many fit at the nearest level.</param>
    /// <returns>The first that fits, as a definition if it is generic.</returns>
    public static MethodInfo? Find(Type type, string name, int? arity, string? parameters, bool? isStatic, out int count)
    {
        count = 0;
        if (type.IsInterface)
        {
            var found = Among(type, name, arity, parameters, isStatic, ref count);
            if (found is not null || isStatic == true)
            {
                return found;
            }

            foreach (var extended in type.GetInterfaces())
            {
                found ??= Among(extended, name, arity, parameters, isStatic, ref count);
            }

            return found;
        }

        for (var level = type; level is not null; level = level.BaseType)
        {
            if (Among(level, name, arity, parameters, isStatic, ref count) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static MethodInfo? Among(Type type, string name, int? arity, string? parameters, bool? isStatic, ref int count)
    {
        MethodInfo? found = null;
        foreach (var method in type.GetMethods(Declared))
        {
            if (!string.Equals(method.Name, name, StringComparison.Ordinal)
                || (isStatic is not null && method.IsStatic != isStatic)
                || (arity is not null && (method.IsGenericMethodDefinition ? method.GetGenericArguments().Length : 0) != arity)
                || (parameters is not null && !string.Equals(MethodName.Parameters(method), parameters, StringComparison.Ordinal)))
            {
                continue;
            }

            found ??= method;
            count++;
        }

        return found;
    }
}
