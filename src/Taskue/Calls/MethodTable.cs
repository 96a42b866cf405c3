using System.Collections.Concurrent;
using System.Reflection;

namespace Taskue;

/// <summary>Finds the method of a stored text among the allowed ones, and keeps the answers. Thread-safe.</summary>
internal sealed class MethodTable
{
    private const int MaxFailures = 1024;
    private const int MaxFound = 16 * 1024;

    private readonly ConcurrentDictionary<string, MethodLookup> found = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MethodLookup> failures = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<AllowedMethods> scopes;

    /// <param name="scopes">The program's own methods and those of its modules. An assembly that several have is taken from the one that it is the
    /// main one of, then from the first; types of a method are looked up where the method is.</param>
    /// <exception cref="ArgumentException">Two methods have one stable name.</exception>
    public MethodTable(params IReadOnlyList<AllowedMethods> scopes)
    {
        this.scopes = scopes;
        Names = CollectNames(scopes);
    }

    /// <summary>All stable names that may run.</summary>
    public IReadOnlyCollection<StableName> Names { get; }

    /// <summary>How many answers other than runnable are kept.</summary>
    public int KeptFailures => failures.Count;

    /// <summary>Gives what may be done with a stored method. Nothing is ever loaded because of it.</summary>
    public MethodLookup Find(string method)
    {
        if (found.TryGetValue(method, out var known) || failures.TryGetValue(method, out known))
        {
            return known;
        }

        var answer = Search(method);
        var (answers, most) = answer is MethodLookup.Runnable ? (found, MaxFound) : (failures, MaxFailures);
        // Texts come from outside and may be without end. Forgetting all of them costs no more than finding them again.
        if (answers.Count >= most)
        {
            answers.Clear();
        }

        return answers.GetOrAdd(method, answer);
    }

    private MethodLookup Search(string text)
    {
        if (StableName.IsOne(text))
        {
            return SearchName(text);
        }

        if (!MethodNameParser.TryParse(text, out var parsed, out var fault))
        {
            return new MethodLookup.Refused($"'{Cut(text)}' cannot be read as the name of a method: {fault}.");
        }

        var allowed = ScopeOf(parsed.Assembly);
        var resolver = new TypeResolver(allowed, parsed.Assembly);
        var type = resolver.Resolve(parsed.Type);
        if (type is null)
        {
            return resolver.Failure!;
        }

        var arguments = new Type[parsed.TypeArguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (resolver.Resolve(parsed.TypeArguments[i]) is not { } argument)
            {
                return resolver.Failure!;
            }

            arguments[i] = argument;
        }

        var method = MethodSearch.Find(type, parsed.Name, arguments.Length, parsed.Parameters, isStatic: null, out var count);
        if (method is null)
        {
            return Missing(type, parsed);
        }

        if (count > 1)
        {
            return new MethodLookup.Refused($"'{Cut(text)}' fits {count} methods of {TypeText.Of(type)}. Rename all but one.");
        }

        return allowed.Allows(type, method) ? Close(text, allowed, type, method, arguments) : NotAllowed(text, type, method);
    }

    private MethodLookup SearchName(string text)
    {
        if (!StableName.TryParse(text, out var name))
        {
            return new MethodLookup.Refused($"'{Cut(text)}' cannot be read as the name of a task.");
        }

        MarkedMethod? refused = null;
        foreach (var scope in scopes)
        {
            if (!scope.Marked.TryGetValue(name, out var marked))
            {
                continue;
            }

            if (marked.Allowed)
            {
                return Close(text, scope, marked.Method.DeclaringType!, marked.Method, []);
            }

            refused ??= marked;
        }

        if (refused is not null)
        {
            return NotAllowed(MethodName.Format(refused.Method), refused.Method.DeclaringType!, refused.Method);
        }

        var others = string.Join(", ", Names.Where(other => string.Equals(other.Name, name.Name, StringComparison.Ordinal)).Select(other => other.Version).Order());
        return new MethodLookup.Unknown(others.Length == 0
            ? $"This runner has no task of the name '{name.Name}'."
            : $"This runner has the task '{name.Name}' in version {others}, and not in version {name.Version}.");
    }

    private AllowedMethods ScopeOf(string assembly) =>
        scopes.FirstOrDefault(scope => string.Equals(scope.Home, assembly, StringComparison.Ordinal))
        ?? scopes.FirstOrDefault(scope => scope.FindAssembly(assembly) is not null)
        ?? scopes.FirstOrDefault(scope => scope.IsPresent(assembly))
        ?? scopes[0];

    private static HashSet<StableName> CollectNames(IReadOnlyList<AllowedMethods> scopes)
    {
        var seen = new Dictionary<StableName, (MarkedMethod Method, AllowedMethods Scope)>();
        foreach (var scope in scopes)
        {
            foreach (var marked in scope.Marked.Values)
            {
                // Two modules may each have a build of one project: that is one method.
                if (marked.Allowed && !seen.TryAdd(marked.Name, (marked, scope))
                    && !string.Equals(MethodName.Format(seen[marked.Name].Method.Method), MethodName.Format(marked.Method), StringComparison.Ordinal))
                {
                    throw MarkedMethod.Conflict(seen[marked.Name].Method, seen[marked.Name].Scope.Owner?.Name, marked, scope.Owner?.Name);
                }
            }
        }

        return [.. seen.Keys];
    }

    private static MethodLookup Close(string text, AllowedMethods scope, Type type, MethodInfo method, Type[] arguments)
    {
        if (!InvokerBuilder.CanCall(method))
        {
            return new MethodLookup.Refused($"'{Cut(text)}' cannot be run as a task: it is no ordinary method, or takes what no stored call passes.");
        }

        try
        {
            var closed = arguments.Length > 0 ? method.MakeGenericMethod(arguments) : method;
            return new MethodLookup.Runnable(new Invoker(closed, closed.IsStatic ? null : type), scope.Owner);
        }
        catch (ArgumentException e)
        {
            return new MethodLookup.Refused($"'{Cut(text)}' has type arguments that the method does not take: {e.Message}");
        }
    }

    private static MethodLookup.Refused NotAllowed(string text, Type type, MethodInfo method) =>
        FrameworkCode.Contains(type) || FrameworkCode.Contains(method.DeclaringType!)
            ? TypeResolver.OfFramework(Cut(text))
            : new MethodLookup.Refused(
                $"'{Cut(text)}' is not among the methods that this runner may run. Allow it where the runner is set up: "
                + $"RunnerOptions.Allow.Add(\"{TypeText.AssemblyName(type)}:{type.FullName}.{method.Name}\").");

    private static MethodLookup.Unknown Missing(Type type, ParsedMethod parsed)
    {
        var other = MethodSearch.Find(type, parsed.Name, arity: null, parameters: null, isStatic: null, out _);
        return new MethodLookup.Unknown(other is null
            ? $"This runner's build of {parsed.Assembly} has no method '{parsed.Name}' in {TypeText.Of(type)}."
            : $"This runner's build of {parsed.Assembly} has no {TypeText.Of(type)}.{parsed.Name}{parsed.Parameters}; "
                + $"it has {other.Name}{MethodName.Parameters(other)}.");
    }

    internal static string Cut(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
