using System.Globalization;

namespace Taskue;

/// <summary>A folder of this process for the copies of modules, readable by its user alone; gone with it, or cleaned up by the next runner.</summary>
/// <remarks>
/// It stands in the folder for temporary files (TMPDIR) under a name that cannot be guessed, beside a lock that is held for as long as the
/// process lives: a folder whose lock can be taken belongs to a process that was killed.
/// </remarks>
internal sealed class ShadowCopies : IDisposable
{
    private const string Prefix = "taskue-modules-";
    private const string LockName = "owner";

    private readonly FileStream owned;
    private int number;

    private ShadowCopies(string root, FileStream owned)
    {
        Root = root;
        this.owned = owned;
    }

    public string Root { get; }

    /// <exception cref="IOException">The folder for temporary files cannot be written to.</exception>
    public static ShadowCopies Create()
    {
        CleanUp();
        while (true)
        {
            string root = Directory.CreateTempSubdirectory(Prefix).FullName;
            if (TryLock(Path.Combine(root, LockName), FileMode.CreateNew) is { } taken)
            {
                return new ShadowCopies(root, taken);
            }
        }
    }

    /// <summary>A new empty folder for one build.</summary>
    public string Next(string name) => Directory.CreateDirectory(Path.Combine(Root,
        string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref number)}-{name}"))).FullName;

    /// <summary>Takes a copy away. False where that is to be tried again: a file of it is in use, as on Windows.</summary>
    public static bool TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        owned.Dispose();
        TryDelete(Root);
    }

    /// <summary>Takes away what killed processes have left.</summary>
    public static void CleanUp()
    {
        foreach (string left in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            string path = Path.Combine(left, LockName);
            if (File.Exists(path) && TryLock(path, FileMode.Open) is { } taken)
            {
                taken.Dispose();
                TryDelete(left);
            }
        }
    }

    private static FileStream? TryLock(string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
