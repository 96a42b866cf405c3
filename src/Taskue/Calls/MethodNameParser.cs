using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Taskue;

/// <summary>Takes the text of a <see cref="MethodName"/> apart. Any text has an answer: the parts, or what is wrong where.</summary>
internal ref struct MethodNameParser
{
    internal const int MaxLength = 4096;
    private const int MaxDepth = 8;

    private readonly string text;
    private int at;
    private int depth;
    private string? fault;

    private MethodNameParser(string text) => this.text = text;

    public static bool TryParse(string text, [NotNullWhen(true)] out ParsedMethod? method, [NotNullWhen(false)] out string? fault)
    {
        if (text.Length > MaxLength)
        {
            (method, fault) = (null, $"it has {text.Length} characters, more than {MaxLength}");
            return false;
        }

        var parser = new MethodNameParser(text);
        method = parser.Method();
        fault = method is null ? parser.fault ?? "it is no method's name" : null;
        return method is not null;
    }

    private readonly char Next => at < text.Length ? text[at] : '\0';

    private ParsedMethod? Method()
    {
        if (Name(dotted: true) is not { } assembly || !Take(':'))
        {
            return null;
        }

        var levels = new List<Level>();
        if (!Path(levels))
        {
            return null;
        }

        if (levels.Count < 2 || levels[^1].Separator != '.')
        {
            return Fail<ParsedMethod>("a type and a method were expected");
        }

        var method = levels[^1];
        levels.RemoveAt(levels.Count - 1);
        if (Type(null, levels, []) is not { } type || Parameters() is not { } parameters)
        {
            return null;
        }

        return new ParsedMethod(Unescape(assembly), type, Unescape(method.Name), method.Arguments, parameters);
    }

    private bool Path(List<Level> levels)
    {
        var separator = '.';
        while (true)
        {
            if (Name() is not { } name)
            {
                return false;
            }

            ParsedType[]? arguments = [];
            if (Next == '<' && (arguments = Arguments()) is null)
            {
                return false;
            }

            levels.Add(new Level(separator, name, arguments));
            if (Next is not ('.' or '+'))
            {
                return true;
            }

            separator = text[at++];
        }
    }

    private ParsedType? Type(string? assembly, List<Level> levels, int[] suffixes)
    {
        var key = new StringBuilder();
        var arguments = new List<ParsedType>();
        var inType = false;
        for (var i = 0; i < levels.Count; i++)
        {
            var level = levels[i];
            if (i > 0)
            {
                key.Append(level.Separator);
            }

            if (level.Separator == '+')
            {
                inType = true;
            }
            else if (inType)
            {
                return Fail<ParsedType>("a namespace stands inside a type");
            }

            key.Append(level.Name);
            if (level.Arguments.Length == 0)
            {
                continue;
            }

            if (i + 1 < levels.Count && levels[i + 1].Separator == '.')
            {
                return Fail<ParsedType>("a namespace has type arguments");
            }

            key.Append('`').Append(level.Arguments.Length);
            arguments.AddRange(level.Arguments);
        }

        return new ParsedType(assembly is null ? null : Unescape(assembly), key.ToString(), [.. arguments], suffixes);
    }

    private ParsedType[]? Arguments()
    {
        if (++depth > MaxDepth)
        {
            return Fail<ParsedType[]>($"type arguments are nested more than {MaxDepth} deep");
        }

        var arguments = new List<ParsedType>();
        do
        {
            at++;
            if (Argument() is not { } argument)
            {
                return null;
            }

            arguments.Add(argument);
        }
        while (Next == ',');
        depth--;
        return Take('>') ? [.. arguments] : null;
    }

    private ParsedType? Argument()
    {
        var start = at;
        string? assembly = null;
        if (Name(dotted: true) is not { } first)
        {
            return null;
        }

        if (Next == ':')
        {
            (assembly, at) = (first, at + 1);
        }
        else
        {
            at = start;
        }

        var levels = new List<Level>();
        return Path(levels) && Suffixes() is { } suffixes ? Type(assembly, levels, suffixes) : null;
    }

    private int[]? Suffixes()
    {
        var suffixes = new List<int>();
        while (Next is '?' or '[')
        {
            if (suffixes.Count == MaxDepth)
            {
                return Fail<int[]>($"more than {MaxDepth} of '?' and '[]' follow each other");
            }

            var rank = text[at++] == '?' ? 0 : 1;
            for (; rank > 0 && Next == ','; rank++)
            {
                at++;
            }

            if (rank > 0 && !Take(']'))
            {
                return null;
            }

            suffixes.Add(rank);
        }

        return [.. suffixes];
    }

    private string? Parameters()
    {
        var start = at;
        if (!Take('('))
        {
            return null;
        }

        for (; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == ')')
            {
                return at == text.Length - 1 ? text[start..] : Fail<string>("something follows the parameter list");
            }
            else if (text[at] == '(' || char.IsControl(text[at]))
            {
                return Fail<string>("this cannot stand in a parameter list");
            }
        }

        return Fail<string>("the parameter list does not end");
    }

    // The name stays escaped: keys are compared in that form. A dotted one is an assembly's, whose dots stand for themselves.
    private string? Name(bool dotted = false)
    {
        var start = at;
        while (at < text.Length)
        {
            var c = text[at];
            if (c == '\\' && at + 1 < text.Length && TypeText.IsSpecial(text[at + 1]))
            {
                at += 2;
            }
            else if ((TypeText.IsSpecial(c) && !(dotted && c == '.')) || char.IsControl(c))
            {
                break;
            }
            else
            {
                at++;
            }
        }

        return at > start ? text[start..at] : Fail<string>("a name was expected");
    }

    private bool Take(char c)
    {
        if (Next == c && at < text.Length)
        {
            at++;
            return true;
        }

        return Fail<string>($"'{c}' was expected") is not null;
    }

    private T? Fail<T>(string what)
        where T : class
    {
        fault ??= $"{what} at character {at + 1}";
        return null;
    }

    private static string Unescape(string name)
    {
        if (!name.Contains('\\', StringComparison.Ordinal))
        {
            return name;
        }

        var text = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            text.Append(name[i] == '\\' ? name[++i] : name[i]);
        }

        return text.ToString();
    }

    private readonly record struct Level(char Separator, string Name, ParsedType[] Arguments);
}
