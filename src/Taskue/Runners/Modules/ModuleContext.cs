using System.Reflection;
using System.Runtime.Loader;

namespace Taskue;

/// <summary>Where the assemblies of one build of a module live: apart from the program's and from other modules', but for <see cref="SharedAssemblies"/>.</summary>
/// <remarks>It must have no field that leads to one of its assemblies, or it is never collected.</remarks>
internal sealed class ModuleContext(ModuleBuild build) : AssemblyLoadContext("taskue module " + build.Name, isCollectible: true)
{
    private readonly AssemblyDependencyResolver resolver = new(build.Main);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string? path = resolver.ResolveAssemblyToPath(assemblyName);
        if (SharedAssemblies.Takes(assemblyName, moduleHasIt: path is not null))
        {
            return SharedAssemblies.Get(assemblyName.Name!);
        }

        if (path is not null)
        {
            return LoadFromAssemblyPath(path);
        }

        // Not what the program happens to have under that name: the module would depend on who runs it.
        return assemblyName.Name?.EndsWith(".resources", StringComparison.Ordinal) == true ? null : throw new FileNotFoundException(
            $"The module {build.Name} refers to {assemblyName.Name} {assemblyName.Version}, and has no such assembly in {build.Source}.", assemblyName.Name);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
