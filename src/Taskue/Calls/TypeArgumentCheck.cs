using System.Reflection;

namespace Taskue;

/// <summary>Holds type arguments to types that a runner resolves without loading anything: simple ones, and those of the user's assemblies.</summary>
internal static class TypeArgumentCheck
{
    /// <exception cref="ArgumentException">A type argument of the method, or of a type that it is declared in, is none of these.</exception>
    public static void Check(MethodInfo method)
    {
        if (method.IsGenericMethod)
        {
            Check(method, method.GetGenericArguments());
        }

        if (method.DeclaringType is { IsGenericType: true } type)
        {
            Check(method, type.GetGenericArguments());
        }
    }

    /// <summary>Checks the type arguments of a service.</summary>
    public static void Check(MethodInfo method, Type service)
    {
        if (service.IsGenericType)
        {
            Check(method, service.GetGenericArguments());
        }
    }

    private static void Check(MethodInfo method, Type[] arguments)
    {
        foreach (var argument in arguments)
        {
            if (Fault(argument) is { } fault)
            {
                throw CallShape.Refuse($"{CallShape.Name(method)} is called with the type argument {TypeText.Of(argument)}, but {fault}");
            }
        }
    }

    private static string? Fault(Type type)
    {
        if (type.IsArray)
        {
            return type.GetArrayRank() > 1 ? "an array of several dimensions cannot be written as JSON. Use arrays of arrays." : Fault(type.GetElementType()!);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Fault(underlying);
        }

        if (SimpleTypes.Contains(type))
        {
            return null;
        }

        if (CallShape.IsCompilerMade(type))
        {
            return $"{(type.Name.Contains("AnonymousType", StringComparison.Ordinal) ? "an anonymous type" : "a type made by the compiler")} has no lasting name. Declare a record.";
        }

        if (FrameworkCode.Contains(type))
        {
            return $"{TypeText.Of(type)} is a framework type, and stored calls name no such types beyond primitives, string, decimal, "
                + "Guid, dates and times, and arrays of these. Call a method that is not generic, or use a record of your own.";
        }

        foreach (var argument in type.GetGenericArguments())
        {
            if (Fault(argument) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }
}
