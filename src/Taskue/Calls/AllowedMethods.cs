using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Taskue;

/// <summary>The assemblies that a runner searches, and what it may run of them: a <see cref="MethodAllowList"/> as it stood at the start.</summary>
/// <remarks>All loading is done here, from the user's own settings. A stored text is only ever compared with what came of it.</remarks>
internal sealed class AllowedMethods
{
    private readonly Dictionary<string, Assembly> _assemblies = new(StringComparer.Ordinal);
    private readonly HashSet<Assembly> _whole = [];
    private readonly AllowPattern[] _patterns;
    private readonly ConcurrentDictionary<Assembly, Dictionary<string, Type>> _types = new();
    private readonly Lazy<HashSet<string>> _shipped = new(ReadShipped);

    public AllowedMethods(MethodAllowList list)
    {
        if (list.EntryAssembly && Assembly.GetEntryAssembly() is { } entry && !FrameworkCode.Contains(entry))
            Provide(entry);
        foreach (var assembly in list.Assemblies)
            Provide(assembly);
        _patterns = [.. list.Patterns.Select(AllowPattern.Parse)];
        if (_patterns.Length > 0)
            ProvideByPattern();
    }

    /// <summary>The assembly of that simple name among those that are searched.</summary>
    public Assembly? FindAssembly(string name) => _assemblies.GetValueOrDefault(name);

    /// <summary>Whether an assembly of that name is loaded or comes with the program, allowed or not.</summary>
    public bool IsPresent(string name) =>
        FrameworkCode.Contains(name) || _shipped.Value.Contains(name)
        || AppDomain.CurrentDomain.GetAssemblies().Any(assembly => string.Equals(assembly.GetName().Name, name, StringComparison.Ordinal));

    /// <summary>The type of that key (<see cref="TypeText.KeyOf"/>) in an assembly that is searched.</summary>
    public Type? FindType(Assembly assembly, string key) => _types.GetOrAdd(assembly, static a => Index(a)).GetValueOrDefault(key);

    /// <summary>Whether a method may run. Both its own assembly and that of the type that it is called on must be allowed.</summary>
    public bool Allows(Type type, MethodInfo method)
    {
        if (FrameworkCode.Contains(type) || FrameworkCode.Contains(method.DeclaringType!))
            return false;
        if (_whole.Contains(type.Assembly))
            return true;
        var assembly = TypeText.AssemblyName(type);
        var definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type;
        var member = $"{definition.FullName}.{method.Name}";
        return Array.Exists(_patterns, pattern => pattern.FitsAssembly(assembly) && pattern.FitsMember(member));
    }

    private void Provide(Assembly assembly)
    {
        _assemblies[assembly.GetName().Name ?? ""] = assembly;
        _whole.Add(assembly);
    }

    private void ProvideByPattern()
    {
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (!assembly.IsDynamic && assembly.GetName().Name is { } name && Wanted(name) && !FrameworkCode.Contains(assembly))
                _assemblies.TryAdd(name, assembly);
        }

        foreach (var name in _shipped.Value)
        {
            if (Wanted(name) && !_assemblies.ContainsKey(name) && TryLoad(name) is { } assembly && !FrameworkCode.Contains(assembly))
                _assemblies.TryAdd(name, assembly);
        }
    }

    private bool Wanted(string name) => !FrameworkCode.Contains(name) && Array.Exists(_patterns, pattern => pattern.FitsAssembly(name));

    private static Assembly? TryLoad(string name)
    {
        try
        {
            return AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(name));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            return null;
        }
    }

    // Own index instead of Assembly.GetType(text): that reads a grammar in which a name can ask for other assemblies.
    private static Dictionary<string, Type> Index(Assembly assembly)
    {
        Type?[] types;
        try
        {
            types = assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            types = e.Types;
        }

        var index = new Dictionary<string, Type>(StringComparer.Ordinal);
        foreach (var type in types)
        {
            if (type is not null)
                index.TryAdd(TypeText.KeyOf(type), type);
        }

        return index;
    }

    private static HashSet<string> ReadShipped()
    {
        var paths = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        return [.. paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(path => Path.GetFileNameWithoutExtension(path))];
    }
}
