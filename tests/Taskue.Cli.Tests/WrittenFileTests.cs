using System.Net.Sockets;
using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

/// <summary>What the command line writes where a user says: through links, never over a device or a pipe, and no change is lost.</summary>
public sealed class WrittenFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("taskue-cli-files-").FullName;

    private Socket? socket;

    public void Dispose()
    {
        socket?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("socket")]
    [InlineData("pipe")]
    [InlineData("folder")]
    [InlineData("link to a socket")]
    [InlineData("link to a folder")]
    [InlineData("link to itself")]
    public async Task Only_a_regular_file_is_written_over(string what)
    {
        string path = In("taskue.toml");
        await File.WriteAllTextAsync(In("a.txt"), "for the demo");
        await MakeAsync(what, path);
        string before = await KindAsync(path);

        foreach (string line in (string[])["config set namespace a", "config reset --yes", "context add a redis_host=b", "context use -"])
        {
            // Reading a pipe takes until someone has written to it, so these go past the reading by their first word.
            if (what == "pipe" && line != "config reset --yes")
            {
                continue;
            }

            (int code, string output, string error) = await RunAsync(line, path);
            Assert.True(code is ExitCodes.Usage or ExitCodes.Passed, $"{line}: {code} {error}");
            Assert.True(code == ExitCodes.Passed || error.StartsWith("error: The settings file cannot be ", StringComparison.Ordinal), error);
            Assert.Equal("", output);
            Assert.Equal(before, await KindAsync(path));
        }

        (int demo, _, string refused) = await Cli.RunAsync("demo", folder, "--report", path);
        Assert.Equal(ExitCodes.Usage, demo);
        Assert.StartsWith("error: --report ", refused);
        Assert.Equal(before, await KindAsync(path));
        Assert.Single(Directory.GetFileSystemEntries(folder), entry => entry.EndsWith("taskue.toml", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("there/settings", "real/settings", true)]
    [InlineData("there/settings", "real/settings", false)]
    [InlineData("../up/settings", "up/settings", false)] // up from where the folder of the link is, not from where the path says
    public async Task Settings_are_written_where_links_lead_and_the_links_stay(string link, string target, bool exists)
    {
        // home/ is a link to deep/home; deep/home/there to ../../real; and home/.taskue.toml to the file.
        Directory.CreateDirectory(In("deep/home"));
        Directory.CreateDirectory(In("real"));
        Directory.CreateSymbolicLink(In("home"), In("deep/home"));
        Directory.CreateSymbolicLink(In("deep/home/there"), "../../real");
        File.CreateSymbolicLink(In("deep/home/.taskue.toml"), link);
        string file = target.StartsWith("up", StringComparison.Ordinal) ? In("deep/" + target) : In(target);
        if (exists)
        {
            await File.WriteAllTextAsync(file, "# mine\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Assert.Equal((ExitCodes.Passed, "", ""), await RunAsync("config set namespace a", In("home/.taskue.toml")));

        Assert.EndsWith("namespace = \"a\"\n", (await File.ReadAllTextAsync(file)).Replace("\n\n# mine\n", "\n"));
        Assert.Equal(link, new FileInfo(In("deep/home/.taskue.toml")).LinkTarget);
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));

        Assert.Equal((ExitCodes.Passed, "", ""), await RunAsync("config reset --yes", In("home/.taskue.toml")));
        Assert.False(File.Exists(file));
        Assert.Equal(link, new FileInfo(In("deep/home/.taskue.toml")).LinkTarget);
    }

    [Fact]
    public async Task Changes_of_several_processes_at_once_are_all_kept()
    {
        const int Many = 8;
        string path = In("taskue.toml");

        (int Code, string Output, string Error)[] all = await Task.WhenAll(Enumerable.Range(0, Many)
            .Select(number => RunAsync($"context add c{number} redis_host=h{number}", path)));

        Assert.All(all, one => Assert.Equal((ExitCodes.Passed, "", ""), one));
        string text = await File.ReadAllTextAsync(path);
        Assert.All(Enumerable.Range(0, Many), number => Assert.Contains($"[contexts.c{number}]\nredis_host = \"h{number}\"\n", text));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public async Task An_edit_does_not_undo_what_another_process_has_changed_meanwhile()
    {
        string path = In("taskue.toml");
        await File.WriteAllTextAsync(path, "namespace = 'a'\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        (int code, _, string error) = await RunAsync("config edit", path, ("EDITOR", $"echo \"namespace = 'b'\" > {path}; sed -i s/namespace/key_prefix/"));

        Assert.Equal(ExitCodes.Refused, code);
        Assert.StartsWith($"error: {path} was changed by another program in the meantime. Nothing was saved; what you wrote is kept in ", error);
        Assert.Equal("namespace = 'b'\n", await File.ReadAllTextAsync(path));
        Directory.Delete(Path.GetDirectoryName(error[(error.LastIndexOf(' ') + 1)..])!, recursive: true);
    }

    [Fact]
    public async Task A_report_replaces_a_file_whole_through_its_link_and_keeps_its_mode()
    {
        string report = In("report.md");
        await File.WriteAllTextAsync(report, new string('x', 100_000));
        File.SetUnixFileMode(report, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.CreateSymbolicLink(In("link.md"), "report.md");
        Directory.CreateDirectory(In("files"));
        await File.WriteAllTextAsync(In("files/a.txt"), "a");

        (int code, _, string error) = await Cli.RunAsync("demo", In("files"), "--json", "--report", In("link.md"));

        Assert.Equal((ExitCodes.Passed, ""), (code, error));
        Assert.StartsWith("# Files of ", await File.ReadAllTextAsync(report));
        Assert.Equal("report.md", new FileInfo(In("link.md")).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(report));
    }

    [Fact]
    public async Task No_settings_at_all_is_what_a_device_without_text_means()
    {
        (int code, string output, string error) = await RunAsync("config show --columns value -o table --no-headers", "/dev/null");
        Assert.Equal((ExitCodes.Passed, ""), (code, error));
        Assert.Contains("localhost", output);
        (code, _, error) = await RunAsync("config show", "/dev/zero");
        Assert.Equal((ExitCodes.Usage, "error: The settings file cannot be read: /dev/zero has more than 1048576 characters."), (code, error));
    }

    private string In(string name) => Path.Combine(folder, name);

    private async Task MakeAsync(string what, string path)
    {
        switch (what)
        {
            case "socket": Bind(path); break;
            case "pipe": await Cli.MakePipeAsync(path); break;
            case "folder": Directory.CreateDirectory(path); break;
            case "link to a socket":
                Bind(path + ".socket");
                File.CreateSymbolicLink(path, path + ".socket");
                break;
            case "link to a folder": File.CreateSymbolicLink(path, Path.GetTempPath()); break;
            default: File.CreateSymbolicLink(path, path); break;
        }
    }

    // A device could only be made by root. To the command line it is the same: no regular file.
    private void Bind(string path)
    {
        socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
    }

    private static async Task<string> KindAsync(string path) => await RunAsync("stat", "-c", "%F %N %t,%T", path);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        await using ChildProcess process = ChildProcess.Start(program, arguments);
        Assert.Equal(0, await process.WaitForExitAsync());
        return process.Output;
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(string line, string settings, params (string Name, string Value)[] environment) =>
        Cli.RunAsync(line.Split(' '), null, environment.ToDictionary(one => one.Name, string? (one) => one.Value)
            .Append(new("TASKUE_CONFIG", settings)).ToDictionary());
}
