using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>Looks at the configured folders, and has a private copy of the newest whole build of each module in them. Loads nothing.</summary>
/// <remarks>
/// A folder that holds assemblies is one module; one that does not is searched for modules, one level deep, and names that begin with a dot
/// are left out. A build is taken when all that its <c>.deps.json</c> names is there, no assembly is shorter than its headers say, and nothing has
/// changed for <see cref="Settle"/>, nor while it was copied. Until then, and for as long as a new build is broken, the one before stands.
/// Not thread-safe but for <see cref="WaitAsync"/>.
/// </remarks>
internal sealed class ModuleFolders : IDisposable
{
    /// <summary>How long nothing may have changed in a module before it counts as copied.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    /// <summary>Files that are older than this are not being copied, whatever was seen of them.</summary>
    private static readonly TimeSpan SettledLongAgo = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<string> folders;
    private readonly TimeSpan interval;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly ShadowCopies copies;
    private readonly SortedDictionary<string, Source> sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> folderFaults = new(StringComparer.Ordinal);
    private readonly List<FileSystemWatcher> watchers = [];
    private readonly List<ModuleBuild> replaced = [];
    private readonly SemaphoreSlim changed = new(0, 1);
    private bool unsettled;

    /// <param name="folders">The configured folders.</param>
    /// <param name="interval">How often to look although nothing was seen to move: file watching misses what happens on network mounts.</param>
    /// <param name="clock">Time.</param>
    /// <param name="log">Where faults are told, each once.</param>
    /// <exception cref="ArgumentException">A folder is not there, or cannot be read.</exception>
    /// <exception cref="IOException">There is no place for the copies.</exception>
    public ModuleFolders(IReadOnlyList<string> folders, TimeSpan interval, TimeProvider clock, ILogger log)
    {
        this.folders = [.. folders.Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))).Distinct(StringComparer.Ordinal)];
        this.interval = interval;
        this.clock = clock;
        this.log = log;
        foreach (string folder in this.folders)
        {
            CheckFolder(folder);
        }

        copies = ShadowCopies.Create();
        Watch();
    }

    /// <summary>The builds that stand, in the order of their folders.</summary>
    public IReadOnlyList<ModuleBuild> Builds => [.. sources.Values.Select(source => source.Build).OfType<ModuleBuild>()];

    /// <summary>Why folders or new builds in them are not used, by their path.</summary>
    public IReadOnlyDictionary<string, string> Faults => sources.Values
        .Where(source => source.Fault is not null).Select(source => KeyValuePair.Create(source.Path, source.Fault!))
        .Concat(folderFaults).ToDictionary(StringComparer.Ordinal);

    /// <summary>Looks until all modules have settled, and for at most ten times as long as one needs for that.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Look();
        long start = clock.GetTimestamp();
        while (unsettled && clock.GetElapsedTime(start) < 10 * Settle)
        {
            await Task.Delay(Settle / 4, clock, cancellationToken).ConfigureAwait(false);
            Look();
        }
    }

    /// <summary>Looks once.</summary>
    /// <returns>Whether <see cref="Builds"/> has changed.</returns>
    public bool Look()
    {
        unsettled = false;
        bool isNew = false;
        HashSet<string> there = FindSources();
        foreach (string path in there)
        {
            if (!sources.TryGetValue(path, out Source? source))
            {
                sources[path] = source = new Source(path);
            }

            source.GoneSince = null;
            isNew |= TryTake(source);
        }

        foreach (Source source in sources.Values.Where(source => !there.Contains(source.Path)).ToList())
        {
            isNew |= TryForget(source);
        }

        return isNew;
    }

    /// <summary>Takes away the copies of builds that stand no more and that nobody holds.</summary>
    public void Clean(Func<ModuleBuild, bool> isHeld) => replaced.RemoveAll(build => !isHeld(build) && ShadowCopies.TryDelete(build.Folder));

    /// <summary>Waits until a look may be worth it.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (unsettled)
        {
            await Task.Delay(Settle / 2, clock, cancellationToken).ConfigureAwait(false);
        }
        else if (await changed.WaitAsync(interval, cancellationToken).ConfigureAwait(false))
        {
            await Task.Delay(Settle / 4, clock, cancellationToken).ConfigureAwait(false); // a copy is many changes
        }
    }

    public void Dispose()
    {
        foreach (FileSystemWatcher watcher in watchers)
        {
            watcher.Dispose();
        }

        copies.Dispose();
    }

    private static void CheckFolder(string folder)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(folder).Any();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"RunnerOptions.AutoLoadModules: the folder '{folder}' "
                + (fault is DirectoryNotFoundException ? "is not there. Make it, or correct the path." : $"cannot be read: {fault.Message}"), fault);
        }
    }

    private HashSet<string> FindSources()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (string folder in folders)
        {
            try
            {
                found.UnionWith(ModuleFiles.AreIn(folder) ? [folder] : Directory.EnumerateDirectories(folder)
                    .Where(one => !Path.GetFileName(one).StartsWith('.') && ModuleFiles.AreIn(one)));
                folderFaults.Remove(folder);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // What was taken from it stands: it may be on its way back, as a mount or a link that is being changed.
                found.UnionWith(sources.Keys.Where(path => path == folder || Path.GetDirectoryName(path) == folder));
                if (!folderFaults.TryGetValue(folder, out string? told) || told != fault.Message)
                {
                    folderFaults[folder] = fault.Message;
                    RunnerLog.ModuleFolderUnreadable(log, folder, fault.Message);
                }
            }
        }

        return found;
    }

    private bool TryTake(Source source)
    {
        try
        {
            ModuleFiles files = ModuleFiles.Read(source.Path);
            if (files.Stamp == source.Build?.Stamp)
            {
                source.Fault = null;
                return false;
            }

            if (files.Stamp != source.Stamp)
            {
                (source.Stamp, source.Since) = (files.Stamp, clock.GetTimestamp());
            }

            if (clock.GetElapsedTime(source.Since) < Settle && clock.GetUtcNow() - files.Youngest < SettledLongAgo)
            {
                unsettled = true;
                return false;
            }

            return Take(source, files);
        }
        catch (Exception fault) when (fault is ModuleException or IOException or UnauthorizedAccessException)
        {
            if (!Directory.Exists(source.Path) && source.Build is not null)
            {
                unsettled = true; // between two names
                return false;
            }

            Tell(source, fault.Message);
            return false;
        }
    }

    private bool Take(Source source, ModuleFiles files)
    {
        IReadOnlyList<string> projects = files.Check();
        string name = projects[0];
        if (sources.Values.FirstOrDefault(other => other != source && other.Build?.Name == name) is { } other)
        {
            throw new ModuleException($"its main assembly is {name}, as that of {other.Path}, and stored calls could not tell them apart. Rename one, or take one away");
        }

        string copy = copies.Next(name);
        try
        {
            files.CopyTo(copy);
            if (ModuleFiles.Read(source.Path).Stamp != files.Stamp)
            {
                unsettled = true;
                ShadowCopies.TryDelete(copy);
                return false;
            }
        }
        catch
        {
            ShadowCopies.TryDelete(copy);
            throw;
        }

        if (source.Build is { } before)
        {
            replaced.Add(before);
        }

        source.Fault = null;
        source.Build = new ModuleBuild(name, source.Path, copy, files.Stamp, projects);
        return true;
    }

    private bool TryForget(Source source)
    {
        source.GoneSince ??= clock.GetTimestamp();
        if (source.Build is not null && clock.GetElapsedTime(source.GoneSince.Value) < Settle)
        {
            unsettled = true; // a new build may be about to take its name
            return false;
        }

        sources.Remove(source.Path);
        if (source.Build is { } before)
        {
            replaced.Add(before);
        }

        return source.Build is not null;
    }

    private void Tell(Source source, string fault)
    {
        if (source.Fault != fault)
        {
            source.Fault = fault;
            RunnerLog.ModuleRefused(log, source.Path, fault, source.Build is null ? "It is left out" : "The build before stays");
        }
    }

    private void Watch()
    {
        foreach (string folder in folders)
        {
            try
            {
                var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
                watcher.Changed += (_, _) => Signal();
                watcher.Created += (_, _) => Signal();
                watcher.Deleted += (_, _) => Signal();
                watcher.Renamed += (_, _) => Signal();
                watcher.Error += (_, _) => Signal();
                watcher.EnableRaisingEvents = true;
                watchers.Add(watcher);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
            {
                RunnerLog.ModuleFolderUnwatched(log, folder, DurationText.Of(interval), fault.Message);
            }
        }
    }

    private void Signal()
    {
        try
        {
            changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is told already.
        }
    }

    private sealed class Source(string path)
    {
        public string Path { get; } = path;

        /// <summary>What was taken last.</summary>
        public ModuleBuild? Build { get; set; }

        /// <summary>What was seen last, and since when.</summary>
        public string Stamp { get; set; } = "";

        public long Since { get; set; }

        public long? GoneSince { get; set; }

        public string? Fault { get; set; }
    }
}
