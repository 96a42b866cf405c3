using System.Collections.Frozen;

namespace Taskue;

/// <summary>The framework's types that need no look-up and may be type arguments of a stored call, with the names they have there.</summary>
internal static class SimpleTypes
{
    private static readonly FrozenDictionary<Type, string> Names = new Dictionary<Type, string>
    {
        [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(char)] = "char",
        [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint",
        [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(decimal)] = "decimal", [typeof(string)] = "string",
        [typeof(Half)] = "System.Half", [typeof(Int128)] = "System.Int128", [typeof(UInt128)] = "System.UInt128",
        [typeof(Guid)] = "System.Guid", [typeof(Uri)] = "System.Uri", [typeof(Version)] = "System.Version",
        [typeof(DateTime)] = "System.DateTime", [typeof(DateTimeOffset)] = "System.DateTimeOffset", [typeof(TimeSpan)] = "System.TimeSpan",
        [typeof(DateOnly)] = "System.DateOnly", [typeof(TimeOnly)] = "System.TimeOnly",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Type> Types = Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public static bool Contains(Type type) => Names.ContainsKey(type);

    public static string? NameOf(Type type) => Names.GetValueOrDefault(type);

    public static Type? Find(string name) => Types.GetValueOrDefault(name);
}
