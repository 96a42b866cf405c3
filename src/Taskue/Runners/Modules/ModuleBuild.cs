namespace Taskue;

/// <summary>One build of a module: a copy of its files that nobody else writes to. Nothing of it is loaded.</summary>
/// <param name="Name">The main assembly's simple name.</param>
/// <param name="Source">The folder that it was copied from, as it is configured or found.</param>
/// <param name="Folder">The folder of the copy.</param>
/// <param name="Stamp">What tells it from the build before: of the names, sizes and times of its files.</param>
/// <param name="Projects">Simple names of the assemblies whose methods may run: the main one first, then the projects that it refers to.</param>
internal sealed record ModuleBuild(string Name, string Source, string Folder, string Stamp, IReadOnlyList<string> Projects)
{
    /// <summary>The main assembly's file.</summary>
    public string Main => Path.Combine(Folder, Name + ".dll");
}
