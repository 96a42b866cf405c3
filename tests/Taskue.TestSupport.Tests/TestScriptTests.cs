using System.Globalization;
using System.Runtime.Versioning;

namespace Taskue.TestSupport.Tests;

/// <summary><c>./test</c> itself, in a folder where the test programs only pretend: how it counts, and what it runs once more.</summary>
[SupportedOSPlatform("linux")]
public sealed class TestScriptTests : IDisposable
{
    private const string Project = "Taskue.Sample.Tests";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Copies a result file and ends with a code, both laid beside it. Asked for one method, it ends with the code in the file of that name.</summary>
    private const string Program = """
        #!/usr/bin/env bash
        here=$(dirname "$0") results="" file="" method=""
        while [ $# -gt 0 ]; do
          case $1 in
            --results-directory) results=$2 ;;
            --report-xunit-trx-filename) file=$2 ;;
            --filter-method) method=$2 ;;
          esac
          shift
        done
        echo "ran ${method:-all}"
        [ -z "$method" ] || exit "$(cat "$here/$method")"
        cp "$here/all.trx" "$results/$file"
        exit "$(cat "$here/code")"
        """;

    private readonly string root = Directory.CreateTempSubdirectory("taskue-test-script-").FullName;

    public TestScriptTests()
    {
        foreach (string file in (string[])["test", "eng/needs.sh", "eng/results.sh"])
        {
            Write(file, File.ReadAllText(Repository.PathOf(file)));
        }

        foreach (string need in (string[])["dotnet", "redis-server", "systemd-analyze"])
        {
            Write("bin/" + need, "#!/bin/sh\n");
        }

        Write($"tests/{Project}/{Project}.csproj", "");
        Write(InBin(Project), Program);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task A_test_that_passes_once_more_counts_as_passed_and_its_first_failure_is_kept()
    {
        Left(code: 2, ("Sample.OneTests", "Fits", "(a: 1)", "Passed"), ("Sample.OneTests", "Fits", "(a: &quot;2 &lt; 3&quot;)", "Failed"),
            ("Sample.OneTests", "Fits", "(a: 4)", "Failed"), ("Sample.OneTests+Inner", "Other", "", "Passed"));
        Write(InBin("Sample.OneTests.Fits"), "0");

        (int code, string[] lines) = await RunAsync();

        Assert.Equal(0, code);
        Assert.Equal(["ran all", "ran Sample.OneTests.Fits"], lines.Where(line => line.StartsWith("ran ", StringComparison.Ordinal)));
        Assert.Equal(["flaky: Sample.OneTests.Fits", "4 passed, 0 failed"], lines.TakeLast(2));
        string kept = File.ReadAllText(Path.Combine(root, "artifacts/flaky/Sample.OneTests.Fits.txt"));
        Assert.Contains("Sample.OneTests.Fits(a: \"2 < 3\")\nNot equal: <&\n   at Sample.OneTests.Fits", kept, StringComparison.Ordinal);
        Assert.Contains("(a: 4)", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("(a: 1)", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_that_fails_again_stays_failed()
    {
        Left(code: 2, ("Sample.OneTests", "First", "", "Failed"), ("Sample.OneTests+Inner", "Second", "", "Failed"), ("Sample.OneTests", "Third", "", "NotExecuted"));
        Write(InBin("Sample.OneTests.First"), "2");
        Write(InBin("Sample.OneTests+Inner.Second"), "0");

        (int code, string[] lines) = await RunAsync();

        Assert.Equal(1, code);
        Assert.Equal(["flaky: Sample.OneTests+Inner.Second", "1 passed, 1 failed, 1 skipped"], lines.TakeLast(2));
        Assert.Equal(["Sample.OneTests+Inner.Second.txt"], Directory.GetFiles(Path.Combine(root, "artifacts/flaky")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(137, "FAILED: Taskue.Sample.Tests: ended after 1200 seconds (TASKUE_TEST_LIMIT)")]
    [InlineData(134, "FAILED: Taskue.Sample.Tests: the test program ended with code 134")]
    public async Task A_program_that_died_stays_a_failure_and_nothing_of_it_runs_once_more(int died, string said)
    {
        Left(died, ("Sample.OneTests", "First", "", "Passed"), ("Sample.OneTests", "Second", "", "Failed"));

        (int code, string[] lines) = await RunAsync();

        Assert.Equal(1, code);
        Assert.Contains(said, lines);
        Assert.Equal("1 passed, 2 failed", lines[^1]);
        Assert.Equal(["ran all"], lines.Where(line => line.StartsWith("ran ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_many_fail_none_runs_once_more()
    {
        Left(code: 2, [.. Enumerable.Range(1, 21).Select(i => ("Sample.OneTests", string.Create(CultureInfo.InvariantCulture, $"Test{i}"), "", "Failed"))]);

        (int code, string[] lines) = await RunAsync();

        Assert.Equal(1, code);
        Assert.Equal("0 passed, 21 failed", lines[^1]);
        Assert.Equal(["ran all"], lines.Where(line => line.StartsWith("ran ", StringComparison.Ordinal)));
    }

    /// <summary>Lays what the program leaves: a result file as xunit writes it, on one line, and its exit code.</summary>
    private void Left(int code, params IReadOnlyList<(string Class, string Method, string Arguments, string Outcome)> tests)
    {
        string Results((string Class, string Method, string Arguments, string Outcome) test, int id) =>
            $"<UnitTestResult testName=\"{test.Class}.{test.Method}{test.Arguments}\" outcome=\"{test.Outcome}\" testId=\"{id}\""
            + (test.Outcome == "Failed" ? $"><Output><ErrorInfo><Message>Not equal: &lt;&amp;</Message><StackTrace>   at {test.Class}.{test.Method}</StackTrace></ErrorInfo></Output></UnitTestResult>" : " />");
        int Of(string outcome) => tests.Count(test => test.Outcome == outcome);

        Write(InBin("all.trx"), "<TestRun><Results>" + string.Concat(tests.Select(Results)) + "</Results><TestDefinitions>"
            + string.Concat(tests.Select((test, id) => $"<UnitTest name=\"{test.Class}.{test.Method}{test.Arguments}\" id=\"{id}\"><TestMethod className=\"{test.Class}\" name=\"{test.Method}\" /></UnitTest>"))
            + $"</TestDefinitions><ResultSummary outcome=\"Failed\"><Counters total=\"{tests.Count}\" passed=\"{Of("Passed")}\" failed=\"{Of("Failed")}\" error=\"0\" timeout=\"0\" aborted=\"0\" /></ResultSummary></TestRun>");
        Write(InBin("code"), code.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<(int Code, string[] Lines)> RunAsync()
    {
        var environment = new Dictionary<string, string?> { ["PATH"] = Path.Combine(root, "bin") + ":" + Environment.GetEnvironmentVariable("PATH"), ["TASKUE_TEST_LIMIT"] = null };
        await using var script = ChildProcess.Start("bash", [Path.Combine(root, "test"), Project], environment, root);
        int code = await script.WaitForExitAsync(Limit);
        return (code, script.Output.Split('\n'));
    }

    private static string InBin(string file) => $"tests/{Project}/bin/Release/net10.0/{file}";

    private void Write(string file, string text)
    {
        string path = Path.Combine(root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
