using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>Parameters that the runner fills in. They are known by their type, and what a call writes there is neither evaluated nor stored.</summary>
internal static class InjectedParameter
{
    public static bool Is(Type type) =>
        type == typeof(CancellationToken) || type == typeof(TaskContext) || type == typeof(ILogger) || IsTypedLogger(type);

    public static bool IsTypedLogger(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ILogger<>);
}
