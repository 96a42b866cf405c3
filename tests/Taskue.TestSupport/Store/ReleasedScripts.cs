using System.Runtime.Loader;
using Taskue.Store;

namespace Taskue.TestSupport;

/// <summary>The scripts of a released version, from its assembly (<c>tests/Released/</c>).</summary>
internal static class ReleasedScripts
{
    private static readonly System.Reflection.Assembly Assembly =
        new AssemblyLoadContext("released").LoadFromAssemblyPath(Repository.PathOf("tests", "Released", ReleasedHost.Version, "Taskue.dll"));

    /// <summary>Today's scripts, and the released ones of these names; only such as are called and answer as today's do.</summary>
    public static ScriptSet Set(params IEnumerable<string> names)
    {
        HashSet<string> released = [.. names];
        return new ScriptSet(name => released.Contains(name) ? Script.Compose(name, Read) : Script.Load(name));
    }

    public static string Read(string name)
    {
        using Stream stream = Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The script '{name}' is not in {ReleasedHost.Version}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
