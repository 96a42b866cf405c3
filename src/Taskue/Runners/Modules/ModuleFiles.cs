using System.Globalization;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Taskue;

/// <summary>The files of one module as they stand on disk at a moment: read, not loaded.</summary>
internal sealed class ModuleFiles
{
    /// <summary>More than that is no build output, but a disk.</summary>
    private const int MaxFiles = 10_000;

    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, MaxRecursionDepth = 16, ReturnSpecialDirectories = false,
    };

    private readonly List<FileInfo> files = [];

    private ModuleFiles(string root) => Root = root;

    /// <summary>Where they really are: a link is followed once, so that a look sees one build whatever the link says next.</summary>
    public string Root { get; }

    /// <summary>Of names, sizes and times.</summary>
    public string Stamp { get; private set; } = "";

    /// <summary>When the youngest file was written or put there.</summary>
    public DateTimeOffset Youngest { get; private set; }

    /// <summary>Whether a folder is a module, well made or not, and no folder of modules: it holds assemblies.</summary>
    public static bool AreIn(string folder) =>
        Directory.EnumerateFiles(folder).Any(file => IsAssembly(file) || file.EndsWith(DependencyFile.Suffix, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="IOException">The folder cannot be read, or changes under the reading.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be read.</exception>
    /// <exception cref="ModuleException">It has too many files.</exception>
    public static ModuleFiles Read(string folder)
    {
        var found = new ModuleFiles(Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(folder));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(found.Root));
        foreach (FileInfo file in new DirectoryInfo(found.Root).EnumerateFiles("*", Everything).OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            if (found.files.Count == MaxFiles)
            {
                throw new ModuleException($"it has more than {MaxFiles} files, and a module is the output of one build");
            }

            DateTimeOffset changed = new(file.LastWriteTimeUtc > file.CreationTimeUtc ? file.LastWriteTimeUtc : file.CreationTimeUtc);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"\n{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}|{file.CreationTimeUtc.Ticks}")));
            found.files.Add(file);
            found.Youngest = changed > found.Youngest ? changed : found.Youngest;
        }

        found.Stamp = Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
        return found;
    }

    /// <summary>Finds the main assembly, and checks that the build is all there.</summary>
    /// <returns>The names of its projects, the main one first.</returns>
    /// <exception cref="ModuleException">Something is missing or broken: perhaps still on its way.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be read.</exception>
    public IReadOnlyList<string> Check()
    {
        (string main, DependencyFile? dependencies) = FindMain();
        foreach (FileInfo file in files.Where(file => InRoot(file) && IsAssembly(file.Name)))
        {
            CheckWhole(file);
        }

        string[] missing = [.. (dependencies?.Assemblies ?? []).Where(name => !Has(name) && !SharedAssemblies.Provides(Path.GetFileNameWithoutExtension(name)))];
        if (missing.Length > 0)
        {
            throw new ModuleException($"it lacks {string.Join(", ", missing.Take(5))}{(missing.Length > 5 ? ", …" : "")}, which {main}{DependencyFile.Suffix} names. "
                + "Copy all of the output of 'dotnet publish', or build with <EnableDynamicLoading>true</EnableDynamicLoading>");
        }

        return [main, .. (dependencies?.Projects ?? []).Where(name => name != main && !SharedAssemblies.Provides(name))];
    }

    /// <summary>Copies all files, with their permissions.</summary>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be read.</exception>
    public void CopyTo(string target)
    {
        foreach (FileInfo file in files)
        {
            string copy = Path.Combine(target, Path.GetRelativePath(Root, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            using FileStream from = UnlockedFile.OpenRead(file.FullName);
            using FileStream to = new(copy, FileMode.CreateNew, FileAccess.Write);
            from.CopyTo(to);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(to.SafeFileHandle, file.UnixFileMode);
            }
        }
    }

    private (string Main, DependencyFile? Dependencies) FindMain()
    {
        var builds = new Dictionary<string, DependencyFile>(StringComparer.Ordinal);
        foreach (FileInfo file in files.Where(file => InRoot(file) && file.Name.EndsWith(DependencyFile.Suffix, StringComparison.OrdinalIgnoreCase)))
        {
            string name = file.Name[..^DependencyFile.Suffix.Length];
            try
            {
                using FileStream stream = UnlockedFile.OpenRead(file.FullName);
                builds[name] = DependencyFile.Read(stream);
            }
            catch (JsonException fault)
            {
                throw new ModuleException($"{file.Name} is broken, or not all there yet: {fault.Message}", fault);
            }
        }

        if (builds.Count == 0)
        {
            string[] alone = [.. files.Where(file => InRoot(file) && IsAssembly(file.Name)).Select(file => Path.GetFileNameWithoutExtension(file.Name))];
            return alone.Length == 1 ? (alone[0], null) : throw new ModuleException(
                $"it has {alone.Length} assemblies and no X{DependencyFile.Suffix}, which would say which is the main one. Copy all of the build's output");
        }

        // A build has those of the programs that it refers to beside its own.
        string[] mains = [.. builds.Keys.Where(name => !builds.Any(other => other.Key != name && other.Value.Projects.Contains(name)))];
        if (mains.Length != 1)
        {
            throw new ModuleException($"it holds several builds: {string.Join(", ", builds.Keys.Order(StringComparer.Ordinal))}. Give each a folder of its own");
        }

        return Has(mains[0] + ".dll") ? (mains[0], builds[mains[0]]) : throw new ModuleException($"it has {mains[0]}{DependencyFile.Suffix} and no {mains[0]}.dll");
    }

    // A file that is being written is shorter than its own headers say.
    private static void CheckWhole(FileInfo file)
    {
        try
        {
            using FileStream stream = UnlockedFile.OpenRead(file.FullName);
            using var image = new PEReader(stream);
            long end = image.PEHeaders.SectionHeaders.Select(section => (long)section.PointerToRawData + section.SizeOfRawData).DefaultIfEmpty().Max();
            if (stream.Length < end)
            {
                throw new ModuleException($"{file.Name} has {stream.Length} of {end} bytes: it is broken, or not all there yet");
            }
        }
        catch (BadImageFormatException fault)
        {
            throw new ModuleException($"{file.Name} is no assembly, or not all there yet: {fault.Message}", fault);
        }
    }

    private bool InRoot(FileInfo file) => string.Equals(file.DirectoryName, Root, StringComparison.Ordinal);

    private bool Has(string name) => files.Exists(file => InRoot(file) && string.Equals(file.Name, name, StringComparison.OrdinalIgnoreCase));

    private static bool IsAssembly(string name) => name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
}
