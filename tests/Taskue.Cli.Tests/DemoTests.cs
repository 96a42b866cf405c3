using System.Text.Json;
using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

public sealed class DemoTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("taskue-cli-tests-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Json_is_one_document_and_its_report_agrees_with_wc_and_sha256sum()
    {
        string files = OddFiles();
        string report = Path.Combine(folder, "report.json");

        (int code, string output, string error) = await Cli.RunAsync("demo", files, "--json", "--report", report);

        Assert.Equal("", error);
        Assert.Equal(ExitCodes.Passed, code);
        using JsonDocument document = JsonDocument.Parse(output); // all of it, and nothing behind it
        JsonElement root = document.RootElement;
        Assert.Equal("passed", Text(root, "state"));
        Assert.Equal(["count passed", "aggregate passed", "report passed"],
            root.GetProperty("stages").EnumerateArray().Select(stage => $"{Text(stage, "name")} {Text(stage, "state")}"));
        AssertTasks([.. root.GetProperty("tasks").EnumerateArray()]);
        AssertRunners([.. root.GetProperty("runners").EnumerateArray()]);
        Assert.Equal(report, Text(root.GetProperty("report"), "path"));
        await AssertReportAsync(files, report, root.GetProperty("report").GetProperty("totals"));
    }

    [Fact]
    public async Task Its_runners_work_at_the_same_time()
    {
        // Two pipes that two runners read, of one task at once each: who opens both for writing has met both.
        string[] pipes = [.. Enumerable.Range(1, 2).Select(number => Path.Combine(folder, "pipes", $"pipe-{number}"))];
        Directory.CreateDirectory(Path.GetDirectoryName(pipes[0])!);
        foreach (string pipe in pipes)
        {
            await Cli.MakePipeAsync(pipe);
        }

        await using ChildProcess demo = Cli.Start(["demo", Path.GetDirectoryName(pipes[0])!, "--json", "--report", Path.Combine(folder, "report.md")]);
        FileStream[] ends = await Task.WhenAll(pipes.Select(pipe => Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write))))
            .WaitAsync(Wait.DefaultLimit);
        foreach (FileStream end in ends)
        {
            await end.DisposeAsync();
        }

        Assert.Equal(ExitCodes.Passed, await demo.WaitForExitAsync());
        using JsonDocument document = JsonDocument.Parse(demo.Output);
        Assert.All(document.RootElement.GetProperty("runners").EnumerateArray(), runner => Assert.NotEqual(0, runner.GetProperty("tasks").GetInt32()));
    }

    [Fact]
    public async Task Off_a_terminal_each_task_is_a_plain_line()
    {
        await using ChildProcess demo = Cli.Start(["demo", OddFiles(), "--runners", "1"]);
        Assert.Equal(ExitCodes.Passed, await demo.WaitForExitAsync());

        Assert.DoesNotContain('\e', demo.Output);
        Assert.Equal("", demo.Error);
        Assert.Matches(@"(?m)^passed  count with spaces\.txt  \d+ ms  runner-1$", demo.Output);
        Assert.Matches(@"(?m)^passed  flaky: .*  attempt 3 of 3$", demo.Output);
        Assert.Matches(@"(?m)^failed  optional: .*  \(allowed\)", demo.Output);
        Assert.Matches(@"(?m)^skipped clean up: only on failure$", demo.Output);
        string report = demo.Lines.Select(line => line.Text).Single(line => line.StartsWith("The report is in "))["The report is in ".Length..];
        string text = await File.ReadAllTextAsync(report);
        Assert.Contains("\n| no-newline.txt | 1 | 4 | 20 | `", text);
        Assert.Contains("| a\\|pipe.md | ", text);
        Directory.Delete(Path.GetDirectoryName(report)!, recursive: true);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_fails_the_workflow_and_the_report_is_not_written()
    {
        string report = Path.Combine(folder, "report.md");
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "files")).FullName, "a.txt"), "a");

        // A file where the report's folder should be.
        (int code, string output, _) = await Cli.RunAsync("demo", Path.Combine(folder, "files"), "--report", Path.Combine(folder, "files", "a.txt", "report.md"));

        Assert.Equal(ExitCodes.NotPassed, code);
        Assert.Contains("There is no report: 'report' failed: ", output);
        Assert.False(File.Exists(report));
    }

    [Fact]
    public async Task An_interrupted_demo_leaves_nothing_behind()
    {
        (ChildProcess demo, IReadOnlyList<int> runners) = await StartEndlessAsync();
        await using (demo)
        {
            await demo.SignalAsync(ProcessSignal.Interrupt);

            Assert.Equal(ExitCodes.Interrupted, await demo.WaitForExitAsync());
            Assert.Equal("", demo.Output);
            Assert.Equal("interrupted", demo.Error);
            Assert.DoesNotContain(runners, Signals.IsRunning);
        }
    }

    [Fact]
    public async Task Runners_of_a_killed_demo_end_by_themselves()
    {
        (ChildProcess demo, IReadOnlyList<int> runners) = await StartEndlessAsync();
        await using (demo)
        {
            await demo.SignalAsync(ProcessSignal.Kill);

            await Wait.Eventually(() => !runners.Any(Signals.IsRunning), "the runners of the killed demo end");
        }
    }

    /// <summary>A demo that waits for a file that never comes to its end, and its runners.</summary>
    private async Task<(ChildProcess Demo, IReadOnlyList<int> Runners)> StartEndlessAsync()
    {
        string files = OddFiles();
        await Cli.MakePipeAsync(Path.Combine(files, "endless"));
        ChildProcess demo = Cli.Start(["demo", files, "--json"]);
        IReadOnlyList<int> runners = [];
        await Wait.Eventually(() => (runners = Cli.ChildrenOf(demo.Id)).Count == 2, "two runners are started");
        return (demo, runners);
    }

    private string OddFiles()
    {
        string files = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;
        Directory.CreateDirectory(Path.Combine(files, "below", "bin"));
        File.WriteAllText(Path.Combine(files, "empty.txt"), "");
        File.WriteAllText(Path.Combine(files, "no-newline.txt"), "one two\nthree  four ");
        File.WriteAllText(Path.Combine(files, "utf8 ä€😀.txt"), "Grüße, 世界x!\n\tπ=3.14 \u00A0x \r\n");
        File.WriteAllText(Path.Combine(files, "with spaces.txt"), "a\vb\fc\n\n\n");
        File.WriteAllText(Path.Combine(files, "a|pipe.md"), "# title\n");
        File.WriteAllText(Path.Combine(files, "-n"), "a name like an option\n");
        File.WriteAllText(Path.Combine(files, "below", "deep.cs"), string.Concat(Enumerable.Repeat("int x = 1;\n", 20_000)));
        File.WriteAllText(Path.Combine(files, "below", "bin", "left out.txt"), "a build's output");
        var bytes = new byte[100_000];
        new Random(7).NextBytes(bytes);
        for (int i = 0; i < bytes.Length; i++)
        {
            // A word without a printable character is none to older versions of wc, so every white space is followed by a letter.
            bytes[i] = i == 0 || bytes[i - 1] is 9 or 10 or 11 or 12 or 13 or 32 ? (byte)'x' : bytes[i];
        }

        File.WriteAllBytes(Path.Combine(files, "binary"), bytes);
        return files;
    }

    private static void AssertTasks(JsonElement[] tasks)
    {
        JsonElement Task(string title) => tasks.Single(task => Text(task, "title").StartsWith(title));

        Assert.Equal(("passed", 3), (Text(Task("flaky"), "state"), Task("flaky").GetProperty("attempts").GetInt32()));
        Assert.Equal(("failed", true), (Text(Task("optional"), "state"), Task("optional").GetProperty("allowFailure").GetBoolean()));
        Assert.Equal("skipped", Text(Task("clean up"), "state"));
        Assert.Equal(8 + 5, tasks.Length);
        Assert.All(tasks.Where(task => Text(task, "title").StartsWith("count ")), task => Assert.Equal("passed", Text(task, "state")));
    }

    private static void AssertRunners(JsonElement[] runners)
    {
        Assert.Equal(["runner-1", "runner-2"], runners.Select(runner => Text(runner, "name")));
        Assert.Equal(8 + 5 - 1, runners.Sum(runner => runner.GetProperty("tasks").GetInt32())); // one was skipped
        Assert.All(runners, runner => Assert.False(Signals.IsRunning(runner.GetProperty("processId").GetInt32())));
    }

    private static async Task AssertReportAsync(string files, string report, JsonElement totals)
    {
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(report));
        JsonElement[] counts = [.. document.RootElement.GetProperty("files").EnumerateArray()];
        Assert.Equal(["-n", "a|pipe.md", "binary", "empty.txt", "no-newline.txt", "utf8 ä€😀.txt", "with spaces.txt", "below/deep.cs"],
            counts.Select(count => Text(count, "path")));
        (long lines, long words, long bytes) = (0, 0, 0);
        foreach (JsonElement count in counts)
        {
            string counted = $"{count.GetProperty("lines")} {count.GetProperty("words")} {count.GetProperty("bytes")} {Text(count, "sha256")}";
            string expected = await CountByToolsAsync(Path.Combine(files, Text(count, "path")));
            Assert.Equal($"{Text(count, "path")}: {expected}", $"{Text(count, "path")}: {counted}");
            lines += count.GetProperty("lines").GetInt64();
            words += count.GetProperty("words").GetInt64();
            bytes += count.GetProperty("bytes").GetInt64();
        }

        JsonElement all = totals.GetProperty("all");
        Assert.Equal((8, lines, words, bytes), (all.GetProperty("files").GetInt32(), all.GetProperty("lines").GetInt64(),
            all.GetProperty("words").GetInt64(), all.GetProperty("bytes").GetInt64()));
    }

    private static async Task<string> CountByToolsAsync(string file)
    {
        await using ChildProcess tools = ChildProcess.Start("sh",
            ["-c", "LC_ALL=C wc -l -w -c < \"$1\" && sha256sum < \"$1\"", "sh", file]);
        Assert.Equal(0, await tools.WaitForExitAsync());
        return string.Join(' ', tools.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)[..4]);
    }

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;
}
