using System.Collections.Concurrent;
using System.Reflection;

namespace Taskue;

/// <summary>Invokers of the methods and constructors that arguments are computed with, kept a process long.</summary>
internal static class Invokers
{
    private static readonly ConcurrentDictionary<MethodInfo, MethodInvoker> Methods = new();
    private static readonly ConcurrentDictionary<ConstructorInfo, ConstructorInvoker> Constructors = new();
    private static readonly ConcurrentDictionary<MethodBase, bool> Plain = new();

    public static MethodInvoker Of(MethodInfo method) => Methods.GetOrAdd(method, static m => MethodInvoker.Create(m));

    public static ConstructorInvoker Of(ConstructorInfo constructor) => Constructors.GetOrAdd(constructor, static c => ConstructorInvoker.Create(c));

    /// <summary>Whether each parameter takes a value that can be boxed.</summary>
    public static bool TakesPlainArguments(MethodBase method) => Plain.GetOrAdd(method, static m =>
    {
        foreach (var parameter in m.GetParameters())
        {
            var type = parameter.ParameterType;
            if (type.IsByRef || type.IsByRefLike || type.IsPointer)
                return false;
        }

        return true;
    });
}
