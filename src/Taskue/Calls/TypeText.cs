using System.Globalization;
using System.Text;

namespace Taskue;

/// <summary>Writes types as they stand in a <see cref="MethodName"/>, and in messages.</summary>
internal static class TypeText
{
    private const string Special = "\\:<>(),.+[]?&*!`";

    /// <summary>A type's text without any assembly: of a parameter, or for a message.</summary>
    public static string Of(Type type)
    {
        var text = new StringBuilder();
        Append(text, type, home: null);
        return text.ToString();
    }

    /// <summary>Appends a type's text.</summary>
    /// <param name="text">Where it goes.</param>
    /// <param name="type">The type.</param>
    /// <param name="home">The assembly whose types need no assembly name before them; <see langword="null"/> writes none at all.</param>
    public static void Append(StringBuilder text, Type type, string? home)
    {
        if (type.IsByRef || type.IsPointer)
        {
            Append(text, type.GetElementType()!, home);
            text.Append(type.IsByRef ? '&' : '*');
        }
        else if (type.IsArray)
        {
            Append(text, type.GetElementType()!, home);
            text.Append('[').Append(',', type.GetArrayRank() - 1).Append(']');
        }
        else if (type.IsGenericParameter)
        {
            text.Append(type.DeclaringMethod is null ? "!" : "!!").Append(type.GenericParameterPosition);
        }
        else if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            Append(text, underlying, home);
            text.Append('?');
        }
        else if (SimpleTypes.NameOf(type) is { } name)
        {
            text.Append(name);
        }
        else if (type == typeof(object))
        {
            text.Append("object");
        }
        else
        {
            if (home is not null && !string.Equals(AssemblyName(type), home, StringComparison.Ordinal))
            {
                AppendName(text, AssemblyName(type), dotted: true).Append(':');
            }

            AppendPath(text, type, home);
        }
    }

    /// <summary>Appends namespace, declaring types and name, each with its own type arguments.</summary>
    public static void AppendPath(StringBuilder text, Type type, string? home)
    {
        var arguments = type.GetGenericArguments();
        AppendLevel(text, type, level => AppendArguments(text, arguments.AsSpan(level.From..level.To), home));
    }

    /// <summary>The key of a type definition: its path, with arities where the arguments would stand.</summary>
    public static string KeyOf(Type type)
    {
        var text = new StringBuilder();
        AppendLevel(text, type, level => text.Append('`').Append((level.To - level.From).ToString(CultureInfo.InvariantCulture)));
        return text.ToString();
    }

    public static StringBuilder AppendArguments(StringBuilder text, ReadOnlySpan<Type> arguments, string? home)
    {
        text.Append('<');
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            Append(text, arguments[i], home);
        }

        return text.Append('>');
    }

    /// <summary>Appends one name, with a backslash before each character that has a meaning in the grammar.</summary>
    public static StringBuilder AppendName(StringBuilder text, ReadOnlySpan<char> name, bool dotted = false)
    {
        foreach (var c in name)
        {
            if (Special.Contains(c, StringComparison.Ordinal) && !(dotted && c == '.'))
            {
                text.Append('\\');
            }

            text.Append(c);
        }

        return text;
    }

    public static bool IsSpecial(char c) => Special.Contains(c, StringComparison.Ordinal);

    public static string AssemblyName(Type type) => type.Assembly.GetName().Name ?? "";

    // Reflection flattens the arguments of nested types: Outer<A>.Inner<B> has both. Each level prints those beyond its outer's.
    private static void AppendLevel(StringBuilder text, Type type, Func<(int From, int To), StringBuilder> arguments)
    {
        var outer = 0;
        if (type.DeclaringType is { } declaring)
        {
            AppendLevel(text, declaring, arguments);
            text.Append('+');
            outer = declaring.GetGenericArguments().Length;
        }
        else if (!string.IsNullOrEmpty(type.Namespace))
        {
            AppendName(text, type.Namespace, dotted: true).Append('.');
        }

        var own = type.GetGenericArguments().Length;
        var name = type.Name.AsSpan();
        var tick = name.LastIndexOf('`');
        if (own > outer && tick > 0 && int.TryParse(name[(tick + 1)..], CultureInfo.InvariantCulture, out var arity) && arity == own - outer)
        {
            name = name[..tick];
        }

        AppendName(text, name);
        if (own > outer)
        {
            arguments((outer, own));
        }
    }
}
