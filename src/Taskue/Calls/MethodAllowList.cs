using System.Reflection;

namespace Taskue;

/// <summary>Which methods a runner may run. What is stored is only ever a name; this list decides whether it is followed.</summary>
/// <remarks>
/// Empty but for the entry assembly, methods with a <see cref="TaskueTaskAttribute"/>, and what <see cref="RunnerOptions.AutoLoadModules"/> brings. The framework's methods and Taskue's own are never run, whatever is listed.
/// Read when the runner starts; later changes have no effect.
/// </remarks>
public sealed class MethodAllowList
{
    private readonly List<Assembly> assemblies = [];
    private readonly List<string> patterns = [];

    /// <summary>Whether the methods of the program's own assembly are allowed.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool EntryAssembly { get; set; } = true;

    /// <summary>Whether methods with a <see cref="TaskueTaskAttribute"/> are allowed in the projects that the program is built from, by their stable names.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    /// <remarks>Projects are told from packages by the program's <c>.deps.json</c>; where there is none, as in a single file, nothing is allowed by this.</remarks>
    public bool MarkedMethods { get; set; } = true;

    internal IReadOnlyList<Assembly> Assemblies => assemblies;

    internal IReadOnlyList<string> Patterns => patterns;

    /// <summary>Allows all methods of an assembly.</summary>
    /// <param name="assembly">The assembly. Stored calls find it by its simple name.</param>
    /// <returns>This list.</returns>
    /// <exception cref="ArgumentException">It is the framework's, or Taskue itself.</exception>
    public MethodAllowList Add(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        if (FrameworkCode.Contains(assembly))
        {
            throw new ArgumentException(
                $"{assembly.GetName().Name} belongs to the framework or to Taskue, whose methods are never run from a queue. "
                + "Wrap the call in a method of your own.", nameof(assembly));
        }

        assemblies.Add(assembly);
        return this;
    }

    /// <summary>Allows all methods of the assembly that <typeparamref name="T"/> is declared in.</summary>
    /// <typeparam name="T">Any type of the assembly.</typeparam>
    /// <returns>This list.</returns>
    /// <exception cref="ArgumentException">It is the framework's, or Taskue itself.</exception>
    public MethodAllowList AddAssemblyOf<T>() => Add(typeof(T).Assembly);

    /// <summary>Allows methods by name. Assemblies that fit are loaded when the runner starts, if they come with the program.</summary>
    /// <param name="pattern">
    /// <c>Assembly</c> or <c>Assembly:Namespace.Type.Method</c>, where <c>*</c> stands for any characters: <c>MyApp.Jobs</c>,
    /// <c>MyApp*</c>, <c>MyApp:MyApp.Images.*</c>, <c>MyApp:MyApp.Images.Resizer.Resize</c>. Nested types follow a <c>+</c>.
    /// Upper and lower case differ.
    /// </param>
    /// <returns>This list.</returns>
    /// <exception cref="ArgumentException">It is empty, or a part of it is.</exception>
    /// <remarks>A pattern that fits nothing is no error: it may wait for an assembly of a later build.</remarks>
    public MethodAllowList Add(string pattern)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        if (pattern.StartsWith(':') || pattern.EndsWith(':'))
        {
            throw new ArgumentException($"The pattern '{pattern}' lacks a part. "
                + "Write Assembly, or Assembly:Namespace.Type.Method; '*' stands for anything.", nameof(pattern));
        }

        patterns.Add(pattern);
        return this;
    }
}
