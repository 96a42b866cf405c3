using System.Runtime.CompilerServices;

namespace Taskue.Cli.Tests;

/// <summary>Texts that were read and found good. <c>TASKUE_APPROVE=1</c> writes them anew, for the next review.</summary>
internal static class Approval
{
    public static string Root { get; } = Find();

    public static void Check(string text, string path)
    {
        string file = Path.Combine(Root, path);
        if (Environment.GetEnvironmentVariable("TASKUE_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        Assert.True(File.Exists(file), $"{path} is missing. TASKUE_APPROVE=1 writes it.");
        Assert.Equal(File.ReadAllText(file), text);
    }

    private static string Find([CallerFilePath] string here = "")
    {
        string folder = Path.GetDirectoryName(here)!;
        while (!File.Exists(Path.Combine(folder, "Taskue.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
