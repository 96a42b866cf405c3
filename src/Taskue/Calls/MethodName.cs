using System.Reflection;
using System.Text;

namespace Taskue;

/// <summary>The text by which a method is stored, as <c>MyApp:MyApp.Images.Resize(string,int)</c>.</summary>
/// <remarks>
/// <code>
/// method    = assembly ":" type "." name [arguments] "(" [parameter {"," parameter}] ")"
/// type      = {namespace "."} name [arguments] {"+" name [arguments]}      nested types after "+"
/// arguments = "&lt;" argument {"," argument} "&gt;"
/// argument  = [assembly ":"] type {"?" | "[" {","} "]"}      the assembly only where it is not the method's own
/// parameter = the same, without any assembly; "!!0" is the method's first type parameter
/// </code>
/// C#'s words stand for its own types (<c>int</c>, <c>string</c>); other types have their full name. A backslash goes before a character
/// of a name that means something above. Arrays of arrays are written inside out, as reflection does.
/// The type of a service call is the service's, wherever the method is inherited from. The return type is not part of it.
/// The text holds no versions, so a new build finds the old calls; it is compared character by character.
/// </remarks>
internal static class MethodName
{
    private static readonly MemberCache<(MethodInfo Method, Type? Service), string> Known =
        new(static key => Build(key.Method, key.Service ?? key.Method.DeclaringType!));

    private static readonly MemberCache<MethodInfo, string> ParameterLists = new(BuildParameters);

    /// <summary>Gives the text of a method.</summary>
    /// <param name="method">The method, its generic parameters filled in.</param>
    /// <param name="service">For an instance method the type that the runner is to make or find; <see langword="null"/> for a static one.</param>
    public static string Format(MethodInfo method, Type? service = null) =>
        Known.Get((method, service), service is { IsCollectible: true } ? service : method);

    /// <summary>Gives the parameter list, by which overloads are told apart: <c>(string,!!0)</c>.</summary>
    public static string Parameters(MethodInfo method) => ParameterLists.Get(method, method);

    /// <summary>Type and method without assembly, namespace, type arguments and parameters, as <c>Images.Resize</c>; a stable name as <c>images.resize@2</c>: for people.</summary>
    /// <param name="method">A stored text. One that is none comes back as it is.</param>
    public static string Short(string method)
    {
        if (StableName.IsOne(method))
        {
            return method[1..];
        }

        var start = 0;
        var last = -1;
        var depth = 0;
        for (var i = 0; i < method.Length; i++)
        {
            switch (method[i])
            {
                case '\\':
                    i++;
                    break;
                case '<':
                    depth++;
                    break;
                case '>':
                    depth--;
                    break;
                case ':' when depth == 0:
                    (start, last) = (i + 1, -1);
                    break;
                case '.' or '+' when depth == 0:
                    if (last >= 0)
                    {
                        start = last + 1;
                    }

                    last = i;
                    break;
                case '(' when depth == 0:
                    return Plain(method.AsSpan(start, i - start));
            }
        }

        return method;
    }

    private static string Plain(ReadOnlySpan<char> name)
    {
        if (name.IndexOfAny('<', '\\') < 0)
        {
            return name.ToString();
        }

        var text = new StringBuilder(name.Length);
        var depth = 0;
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (c == '\\' && i + 1 < name.Length)
            {
                c = name[++i];
            }
            else if (c is '<' or '>')
            {
                depth += c == '<' ? 1 : -1;
                continue;
            }

            if (depth == 0)
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    private static string BuildParameters(MethodInfo method)
    {
        var open = method is { IsGenericMethod: true, IsGenericMethodDefinition: false } ? method.GetGenericMethodDefinition() : method;
        var text = new StringBuilder("(");
        foreach (var parameter in open.GetParameters())
        {
            if (text.Length > 1)
            {
                text.Append(',');
            }

            TypeText.Append(text, parameter.ParameterType, home: null);
        }

        return text.Append(')').ToString();
    }

    private static string Build(MethodInfo method, Type type)
    {
        var home = TypeText.AssemblyName(type);
        var text = TypeText.AppendName(new StringBuilder(), home, dotted: true).Append(':');
        TypeText.AppendPath(text, type, home);
        TypeText.AppendName(text.Append('.'), method.Name);
        if (method.IsGenericMethod)
        {
            TypeText.AppendArguments(text, method.GetGenericArguments(), home);
        }

        return text.Append(Parameters(method)).ToString();
    }
}
