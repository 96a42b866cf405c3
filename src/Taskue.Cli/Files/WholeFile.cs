using System.Text;

namespace Taskue.Cli.Files;

/// <summary>Writes files that a user names: whole or not at all, through symbolic links, and never over what is no regular file.</summary>
internal static class WholeFile
{
    private const int MostLinks = 40;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The file that writing to a path writes: where its links lead, whether or not something is there.</summary>
    /// <exception cref="IOException">A folder, a device, a pipe or a socket is there, or the links lead round in a circle.</exception>
    public static string Target(string path)
    {
        string target = WithoutLinks(Path.GetFullPath(path), MostLinks);
        return FileKind.IsOther(target)
            ? throw new IOException($"{path} is not a regular file, and only a regular file is written over.")
            : target;
    }

    /// <summary>Writes a text over what is there, or where nothing is.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="text">The text, stored as UTF-8.</param>
    /// <param name="ownerOnly">Nobody else may read it, whatever its mode was. Otherwise the mode stays as it is.</param>
    /// <exception cref="IOException">It cannot be written. What was there is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written. What was there is unchanged.</exception>
    public static void Write(string path, string text, bool ownerOnly)
    {
        string target = Target(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string temporary = $"{target}.{Guid.NewGuid():N}.new";
        try
        {
            using (FileStream stream = Create(temporary, ownerOnly))
            {
                if (!ownerOnly && !OperatingSystem.IsWindows() && File.Exists(target))
                {
                    File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(target));
                }

                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // Folder by folder: a link with ".." in it means the folder that it is in, and not the one that the path names.
    private static string WithoutLinks(string path, int most)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        string folder = WithoutLinks(parent, most);
        string here = Path.Combine(folder, Path.GetFileName(path));
        return new FileInfo(here).LinkTarget is not { } target ? here
            : most > 0 ? WithoutLinks(Path.GetFullPath(target, folder), most - 1)
            : throw new IOException($"{path} is a link that leads round in a circle, or through more than {MostLinks} links.");
    }

    /// <summary>A new file.</summary>
    public static FileStream Create(string path, bool ownerOnly)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (ownerOnly && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }
}
