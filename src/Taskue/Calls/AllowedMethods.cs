using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Taskue;

/// <summary>Assemblies that a runner searches, and what it may run of them, by a <see cref="MethodAllowList"/> as it stood at the start: those of the program, or of one module.</summary>
/// <remarks>All loading is done here and by the module, from the user's own settings. A stored text is only ever compared with what came of it.</remarks>
internal sealed class AllowedMethods
{
    private readonly Dictionary<string, Assembly> assemblies = new(StringComparer.Ordinal);
    private readonly HashSet<Assembly> whole = [];
    private readonly AllowPattern[] patterns;
    private readonly ConcurrentDictionary<Assembly, Dictionary<string, Type>> types = new();
    private readonly Dictionary<StableName, MarkedMethod> marked = [];
    private readonly IReadOnlySet<string> shipped;
    private readonly Func<string, Assembly?> load;

    /// <summary>What the program itself has.</summary>
    /// <exception cref="ArgumentException">A stable name is none, or two methods have the same.</exception>
    public AllowedMethods(MethodAllowList list)
    {
        shipped = Shipped.Value;
        load = TryLoad;
        patterns = [.. list.Patterns.Select(AllowPattern.Parse)];
        if (list.EntryAssembly && Assembly.GetEntryAssembly() is { } entry && !FrameworkCode.Contains(entry))
        {
            Provide(entry);
        }

        foreach (var assembly in list.Assemblies)
        {
            Provide(assembly);
        }

        if (patterns.Length > 0)
        {
            foreach (var assembly in LoadedByTheProgram())
            {
                if (!assembly.IsDynamic && assembly.GetName().Name is { } name && Wanted(name) && !FrameworkCode.Contains(assembly))
                {
                    assemblies.TryAdd(name, assembly);
                }
            }

            ProvideByPattern();
        }

        Mark(assemblies.Values, always: false);
        if (list.MarkedMethods)
        {
            Mark(Projects.Value, always: true);
        }
    }

    /// <summary>What a module has: all methods of its own projects, and by patterns those of its packages.</summary>
    /// <param name="owner">The module.</param>
    /// <param name="projects">Its own assemblies, the main one first.</param>
    /// <param name="shipped">Simple names of all its assemblies.</param>
    /// <param name="load">Loads one of them by its name; null where that cannot be.</param>
    /// <param name="list">The runner's list.</param>
    /// <exception cref="ArgumentException">A stable name is none, or two methods have the same.</exception>
    public AllowedMethods(ICallScope owner, IReadOnlyList<Assembly> projects, IReadOnlySet<string> shipped, Func<string, Assembly?> load, MethodAllowList list)
    {
        Owner = owner;
        Home = projects[0].GetName().Name;
        this.shipped = shipped;
        this.load = load;
        patterns = [.. list.Patterns.Select(AllowPattern.Parse)];
        foreach (var assembly in projects)
        {
            Provide(assembly);
        }

        if (patterns.Length > 0)
        {
            ProvideByPattern();
        }

        Mark(assemblies.Values, always: false);
    }

    /// <summary>The module that this is of; null for the program's own.</summary>
    public ICallScope? Owner { get; }

    /// <summary>The module's main assembly.</summary>
    public string? Home { get; }

    /// <summary>Simple names of the assemblies all of whose methods are allowed.</summary>
    public IEnumerable<string> WholeAssemblies => whole.Select(assembly => assembly.GetName().Name ?? "");

    /// <summary>The methods with a stable name, those that may not run among them.</summary>
    public IReadOnlyDictionary<StableName, MarkedMethod> Marked => marked;

    /// <summary>The assembly of that simple name among those that are searched.</summary>
    public Assembly? FindAssembly(string name) => assemblies.GetValueOrDefault(name);

    /// <summary>Whether an assembly of that name is loaded or comes with the program or module, allowed or not.</summary>
    public bool IsPresent(string name) =>
        FrameworkCode.Contains(name) || shipped.Contains(name)
        || (Owner is null && LoadedByTheProgram().Any(assembly => string.Equals(assembly.GetName().Name, name, StringComparison.Ordinal)));

    /// <summary>The type of that key (<see cref="TypeText.KeyOf"/>) in an assembly that is searched.</summary>
    public Type? FindType(Assembly assembly, string key) => types.GetOrAdd(assembly, static a => Index(a)).GetValueOrDefault(key);

    /// <summary>Whether a method may run. Both its own assembly and that of the type that it is called on must be allowed.</summary>
    public bool Allows(Type type, MethodInfo method)
    {
        if (FrameworkCode.Contains(type) || FrameworkCode.Contains(method.DeclaringType!))
        {
            return false;
        }

        if (whole.Contains(type.Assembly))
        {
            return true;
        }

        var assembly = TypeText.AssemblyName(type);
        var definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type;
        var member = $"{definition.FullName}.{method.Name}";
        return Array.Exists(patterns, pattern => pattern.FitsAssembly(assembly) && pattern.FitsMember(member));
    }

    private void Provide(Assembly assembly)
    {
        assemblies[assembly.GetName().Name ?? ""] = assembly;
        whole.Add(assembly);
    }

    private void ProvideByPattern()
    {
        foreach (var name in shipped)
        {
            if (Wanted(name) && !assemblies.ContainsKey(name) && load(name) is { } assembly && !FrameworkCode.Contains(assembly))
            {
                assemblies.TryAdd(name, assembly);
            }
        }
    }

    private void Mark(IEnumerable<Assembly> among, bool always)
    {
        foreach (var assembly in among)
        {
            foreach (var (name, method) in TaskMarks.In(assembly))
            {
                var found = new MarkedMethod(name, method, always || Allows(method.DeclaringType!, method));
                if (marked.TryGetValue(name, out var other) && other.Method != method && other.Allowed && found.Allowed)
                {
                    throw MarkedMethod.Conflict(other, null, found, null);
                }

                if (other is not { Allowed: true })
                {
                    marked[name] = found;
                }
            }
        }
    }

    private bool Wanted(string name) => !FrameworkCode.Contains(name) && Array.Exists(patterns, pattern => pattern.FitsAssembly(name));

    // Without those of modules, which have a list each.
    private static IEnumerable<Assembly> LoadedByTheProgram() =>
        AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsCollectible);

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
        var index = new Dictionary<string, Type>(StringComparer.Ordinal);
        foreach (var type in TaskMarks.TypesOf(assembly))
        {
            index.TryAdd(TypeText.KeyOf(type), type);
        }

        return index;
    }

    private static readonly Lazy<IReadOnlySet<string>> Shipped = new(static () =>
        (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(path => Path.GetFileNameWithoutExtension(path)).ToHashSet(StringComparer.Ordinal));

    private static readonly Lazy<IReadOnlyList<Assembly>> Projects = new(static () =>
        [.. DependencyFile.ProjectsOfThisProgram().Where(name => !FrameworkCode.Contains(name)).Select(TryLoad).OfType<Assembly>()]);
}
