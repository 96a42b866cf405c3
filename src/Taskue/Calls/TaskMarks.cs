using System.Reflection;
using System.Runtime.CompilerServices;

namespace Taskue;

/// <summary>Finds the methods of an assembly that have a stable name.</summary>
internal static class TaskMarks
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly ConditionalWeakTable<Assembly, IReadOnlyList<(StableName Name, MethodInfo Method)>> Known = [];

    /// <exception cref="ArgumentException">An attribute says what cannot be.</exception>
    public static IReadOnlyList<(StableName Name, MethodInfo Method)> In(Assembly assembly) => Known.GetOrAdd(assembly, static a => [.. Find(a)]);

    private static IEnumerable<(StableName Name, MethodInfo Method)> Find(Assembly assembly)
    {
        if (!RefersToTaskue(assembly))
        {
            yield break;
        }

        foreach (var type in TypesOf(assembly))
        {
            foreach (var method in MethodsOf(type))
            {
                if (method.IsDefined(typeof(TaskueTaskAttribute), inherit: false))
                {
                    yield return (StableName.Of(method)!.Value, method);
                }
            }
        }
    }

    /// <summary>All types that can be loaded: one whose base class is missing hides no other.</summary>
    public static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }

    // Looking at all methods takes time, and only an assembly that refers to Taskue can have the attribute.
    private static bool RefersToTaskue(Assembly assembly) => !assembly.IsDynamic
        && assembly.GetReferencedAssemblies().Any(one => string.Equals(one.Name, typeof(TaskMarks).Assembly.GetName().Name, StringComparison.Ordinal));

    private static MethodInfo[] MethodsOf(Type type)
    {
        try
        {
            return type.GetMethods(Declared);
        }
        catch (Exception e) when (e is TypeLoadException or IOException or BadImageFormatException)
        {
            return []; // a parameter's assembly is missing
        }
    }
}
