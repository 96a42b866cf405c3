using System.Reflection;

namespace Taskue;

/// <summary>Invokers of the methods and constructors that arguments are computed with, kept a process long.</summary>
internal static class Invokers
{
    private static readonly MemberCache<MethodInfo, MethodInvoker> Methods = new(MethodInvoker.Create);
    private static readonly MemberCache<ConstructorInfo, ConstructorInvoker> Constructors = new(ConstructorInvoker.Create);
    private static readonly MemberCache<MethodBase, bool> Plain = new(HasPlainParameters);

    public static MethodInvoker Of(MethodInfo method) => Methods.Get(method, method);

    public static ConstructorInvoker Of(ConstructorInfo constructor) => Constructors.Get(constructor, constructor);

    /// <summary>Whether each parameter takes a value that can be boxed.</summary>
    public static bool TakesPlainArguments(MethodBase method) => Plain.Get(method, method);

    private static bool HasPlainParameters(MethodBase method)
    {
        foreach (var parameter in method.GetParameters())
        {
            var type = parameter.ParameterType;
            if (type.IsByRef || type.IsByRefLike || type.IsPointer)
            {
                return false;
            }
        }

        return true;
    }
}
