using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>The framework's types of which it is known, and not to be seen from their contracts, whether JSON keeps them.</summary>
internal static class KnownTypes
{
    internal const string UseARecord = "Pass its data as a record, and make the object in the method.";

    private static readonly HashSet<Type> Good =
    [
        typeof(KeyValuePair<,>), typeof(JsonElement), typeof(JsonDocument), typeof(Vector2), typeof(Vector3), typeof(Vector4), typeof(Quaternion),
        typeof(Matrix3x2), typeof(Matrix4x4), typeof(Plane), typeof(System.Drawing.Point), typeof(System.Drawing.PointF), typeof(System.Drawing.Size),
        typeof(System.Drawing.SizeF), typeof(System.Drawing.Rectangle), typeof(System.Drawing.RectangleF),
    ];

    private static readonly HashSet<Type> Reversed =
        [typeof(Stack<>), typeof(Stack), typeof(ConcurrentStack<>), typeof(ImmutableStack<>), typeof(IImmutableStack<>)];

    private static readonly (Type Type, string Problem, string Remedy)[] Bad =
    [
        (typeof(Delegate), "is a delegate, and code cannot be stored", "Pass the data that the code works on."),
        (typeof(System.Linq.Expressions.Expression), "is an expression tree, and code cannot be stored", "Pass the data that the code works on."),
        (typeof(Exception), "is an exception, which JSON does not restore", "Pass its message as a string."),
        (typeof(Stream), "is a stream, which does not travel", "Pass a path or URL, or small data as byte[]."),
        (typeof(TextReader), "is a reader, which does not travel", "Pass a path or URL, or the text."),
        (typeof(TextWriter), "is a writer, which does not travel", "Pass a path or URL."),
        (typeof(MemberInfo), "is a part of the type system, and no type is ever made by a stored name", "Pass a name, and look it up among the types that you expect."),
        (typeof(Assembly), "is an assembly, and none is ever loaded by a stored name", "Pass a name."),
        (typeof(Task), "is a running task, which does not travel", "Await it first and pass its value."),
        (typeof(IServiceProvider), "is a service, which does not travel", "Take services in the constructor of a service of your own, and call TaskSpec.On<TService>()."),
        (typeof(ILoggerFactory), "is a service, which does not travel", "Take an ILogger."),
        (typeof(ILogger), "is a logger, which does not travel inside of something", "Take an ILogger as a parameter of its own: the runner fills it in."),
        (typeof(TaskContext), "is the task's context, which does not travel inside of something", "Take a TaskContext as a parameter of its own: the runner fills it in."),
        (typeof(CancellationToken), "is a cancellation token, which does not travel inside of something", "Take a CancellationToken as a parameter of its own: the runner fills it in."),
        (typeof(nint), "is an address or handle of this process", UseARecord),
        (typeof(nuint), "is an address or handle of this process", UseARecord),
        (typeof(BigInteger), "is a BigInteger, which JSON writes without its digits", "Pass it as a string, or use Int128."),
    ];

    public static bool IsGood(Type type) =>
        Good.Contains(type.IsGenericType ? type.GetGenericTypeDefinition() : type)
        || typeof(System.Text.Json.Nodes.JsonNode).IsAssignableFrom(type)
        || (type.IsGenericType && typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(type) && FrameworkCode.Contains(type));

    public static ContractFault? Fault(Type type, string at)
    {
        if (type == typeof(object))
        {
            return new ContractFault(at, "is an object, which comes back as a JsonElement whatever it was", "Declare the type itself, or JsonElement.");
        }

        if (type.IsArray && type.GetArrayRank() > 1)
        {
            return new ContractFault(at, $"is an array of {type.GetArrayRank()} dimensions, which JSON has not", "Use arrays of arrays.");
        }

        if (type.IsPointer || type.IsByRefLike || type.IsFunctionPointer)
        {
            return new ContractFault(at, $"is a {TypeText.Of(type)}, which lives on the stack only", "Use an array or a string.");
        }

        foreach (var (bad, problem, remedy) in Bad)
        {
            if (bad.IsAssignableFrom(type))
            {
                return new ContractFault(at, problem, remedy);
            }
        }

        if (!type.IsGenericType && !Reversed.Contains(type))
        {
            return null;
        }

        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (Reversed.Contains(definition))
        {
            return new ContractFault(at, "is a stack, which JSON gives back upside down", "Use a List.");
        }

        return definition == typeof(IAsyncEnumerable<>) || definition == typeof(ValueTask<>)
            ? new ContractFault(at, $"is a {TypeText.Of(type)}, which does not travel", "Await it first and pass its value.")
            : null;
    }

    /// <summary>Whether a type's values can be the keys of a JSON object.</summary>
    public static ContractFault? KeyFault(Type key, string at) =>
        SimpleTypes.Contains(key) || key.IsEnum || (!FrameworkCode.Contains(key) && HasConverter(key))
            ? null
            : new ContractFault(at, $"is a dictionary whose keys are {TypeText.Of(key)}, and JSON's keys are text",
                "Use string or number keys, or a list of pairs.");

    private static bool HasConverter(Type type) => type.IsDefined(typeof(System.Text.Json.Serialization.JsonConverterAttribute), inherit: false);
}
