using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>Recognizes constructors that store each parameter, as it is, in the member that JSON writes it from: those of positional records, above all.</summary>
/// <remarks>It reads the instructions. Whatever is not such a store, or cannot be read, is not plain.</remarks>
internal static class PlainConstructor
{
    private const byte Nop = 0x00, LoadFirst = 0x02, LoadFourth = 0x05, LoadNumbered = 0x0E, Call = 0x28, Return = 0x2A, StoreField = 0x7D;

    public static bool Is(ConstructorInfo constructor, JsonTypeInfo info)
    {
        var fields = new Dictionary<int, string>();
        return Read(constructor, [.. Enumerable.Range(0, constructor.GetParameters().Length)], fields)
            && info.Properties.All(property => property.AssociatedParameter is not { } parameter
                || (fields.TryGetValue(parameter.Position, out var field) && field == BackingField(property)));
    }

    private static string BackingField(JsonPropertyInfo property) =>
        property.AttributeProvider is FieldInfo ? MemberCheck.NameOf(property) : $"<{MemberCheck.NameOf(property)}>k__BackingField";

    /// <param name="constructor">What is read.</param>
    /// <param name="parameters">Which parameters of the first constructor it was given.</param>
    /// <param name="fields">Takes the names of the fields that they are stored in.</param>
    private static bool Read(ConstructorInfo constructor, int[] parameters, Dictionary<int, string> fields)
    {
        var code = constructor.GetMethodBody()?.GetILAsByteArray() ?? [];
        var loaded = new List<int>(); // 0 is the object itself
        for (var at = 0; at < code.Length; at++)
        {
            switch (code[at])
            {
                case Nop:
                    break;
                case >= LoadFirst and <= LoadFourth:
                    loaded.Add(code[at] - LoadFirst);
                    break;
                case LoadNumbered:
                    loaded.Add(code[++at]);
                    break;
                case StoreField when loaded is [0, > 0 and var stored]:
                    fields[parameters[stored - 1]] = Resolve(constructor, code, ref at, static (module, token, types) => module.ResolveField(token, types, null))!.Name;
                    loaded.Clear();
                    break;
                case Call when loaded is [0, .. var given]
                    && Resolve(constructor, code, ref at, static (module, token, types) => module.ResolveMethod(token, types, null)) is ConstructorInfo other
                    && other.GetParameters().Length == given.Count && given.TrueForAll(static one => one > 0):
                    if (other.DeclaringType != typeof(object) && !Read(other, [.. given.Select(one => parameters[one - 1])], fields))
                    {
                        return false;
                    }

                    loaded.Clear();
                    break;
                case Return:
                    return loaded.Count == 0 && at == code.Length - 1;
                default:
                    return false;
            }
        }

        return false;
    }

    private static T Resolve<T>(ConstructorInfo constructor, byte[] code, ref int at, Func<Module, int, Type[]?, T> resolve)
    {
        var token = BitConverter.ToInt32(code, at + 1);
        at += 4;
        return resolve(constructor.Module, token, constructor.DeclaringType!.IsGenericType ? constructor.DeclaringType.GetGenericArguments() : null);
    }
}
