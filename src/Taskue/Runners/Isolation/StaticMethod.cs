using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Taskue;

/// <summary>Names a method of this program so that another process of the same program finds it.</summary>
internal static class StaticMethod
{
    /// <summary>Whether the delegate is a static method, or a lambda that captures nothing.</summary>
    public static bool IsOne(Delegate method) =>
        method.GetInvocationList().Length == 1 && !method.Method.IsGenericMethod && !method.Method.Module.Assembly.IsDynamic
        && (method.Target is null || IsPlainLambda(method.Method));

    public static string Write(Delegate method) => string.Create(CultureInfo.InvariantCulture,
        $"{method.Method.MetadataToken}|{method.Method.Module.ModuleVersionId}|{method.Method.Module.Assembly.FullName}");

    /// <exception cref="InvalidOperationException">The program has been replaced by another build since.</exception>
    public static Func<T> Read<T>(string text)
    {
        string[] parts = text.Split('|', 3);
        Module module = Assembly.Load(parts[2]).ManifestModule;
        if (module.ModuleVersionId != Guid.Parse(parts[1]))
        {
            throw new InvalidOperationException($"{parts[2]} is another build here than in the runner. Restart the runner.");
        }

        var method = (MethodInfo)module.ResolveMethod(int.Parse(parts[0], CultureInfo.InvariantCulture))!;
        return method.IsStatic
            ? method.CreateDelegate<Func<T>>()
            : method.CreateDelegate<Func<T>>(RuntimeHelpers.GetUninitializedObject(method.DeclaringType!));
    }

    // The compiler puts such lambdas on a class of its own that has no state.
    private static bool IsPlainLambda(MethodInfo method) =>
        method.DeclaringType is { IsGenericType: false } type && type.IsDefined(typeof(CompilerGeneratedAttribute))
        && type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length == 0;
}
