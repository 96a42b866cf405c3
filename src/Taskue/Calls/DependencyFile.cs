using System.Text.Json;

namespace Taskue;

/// <summary>What a build's <c>X.deps.json</c> says: which assemblies are projects, the author's own code, and which files a build must have.</summary>
/// <param name="Projects">Simple names of the assemblies that were built from projects; packages and references to files are not among them.</param>
/// <param name="Assemblies">File names of all managed assemblies that are not chosen by platform.</param>
internal sealed record DependencyFile(IReadOnlyList<string> Projects, IReadOnlyList<string> Assemblies)
{
    public const string Suffix = ".deps.json";

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="JsonException">It is no such file, or not all of it.</exception>
    public static DependencyFile Read(Stream file)
    {
        using JsonDocument json = JsonDocument.Parse(file);
        var projects = new SortedSet<string>(StringComparer.Ordinal);
        var assemblies = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            string target = json.RootElement.GetProperty("runtimeTarget").GetProperty("name").GetString()!;
            JsonElement kinds = json.RootElement.GetProperty("libraries");
            foreach (JsonProperty library in json.RootElement.GetProperty("targets").GetProperty(target).EnumerateObject())
            {
                string? kind = kinds.GetProperty(library.Name).GetProperty("type").GetString();
                if (!library.Value.TryGetProperty("runtime", out JsonElement files))
                {
                    continue;
                }

                foreach (JsonProperty one in files.EnumerateObject())
                {
                    string name = Path.GetFileName(one.Name);
                    if (!name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
                    {
                        continue;
                    }

                    assemblies.Add(name);
                    if (kind == "project")
                    {
                        projects.Add(Path.GetFileNameWithoutExtension(name));
                    }
                }
            }
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw new JsonException("It lacks what a deps.json has: " + e.Message, e);
        }

        return new DependencyFile([.. projects], [.. assemblies]);
    }

    /// <summary>The projects of this program, by its own file; none where it has no such file, as in a single-file program.</summary>
    public static IReadOnlyList<string> ProjectsOfThisProgram()
    {
        string first = (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? "").Split(';')[0];
        try
        {
            if (first.Length == 0)
            {
                return [];
            }

            using FileStream file = File.OpenRead(first);
            return Read(file).Projects;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }
}
