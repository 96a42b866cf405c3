using System.Reflection;

namespace Taskue;

/// <summary>A method with a stable name, and whether this runner may run it.</summary>
internal sealed record MarkedMethod(StableName Name, MethodInfo Method, bool Allowed)
{
    /// <summary>Two methods of what one runner may run have one name and version.</summary>
    public static ArgumentException Conflict(MarkedMethod one, string? module, MarkedMethod other, string? otherModule) => CallShape.Refuse(
        $"Two methods have the task name '{one.Name.Name}' in version {one.Name.Version}: {Describe(one, module)} and {Describe(other, otherModule)}. "
        + "Give one of them another name or version, or do not allow it here.");

    private static string Describe(MarkedMethod method, string? module) =>
        $"'{MethodName.Format(method.Method)}'{(module is null ? "" : $" of module {module}")}";
}
