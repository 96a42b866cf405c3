using Taskue.RunnerTests;
using Taskue.TestSupport;

namespace Taskue.TrustTests;

/// <summary>What somebody gets who can write any text into Redis: allowed methods with arguments of their choice, and nothing else.</summary>
public sealed class StoredTextTests : RunnerTest
{
    // An assembly that comes with the program and that nothing here uses.
    private const string Unused = "System.Net.Mail";

    [Theory]
    [InlineData("System.Private.CoreLib:System.IO.File.Delete(string)", "[\"FILE\"]")]
    [InlineData("System.Private.CoreLib:System.Environment.Exit(int)", "[1]")]
    [InlineData("System.Private.CoreLib:System.Reflection.Assembly.LoadFrom(string)", "[\"FILE\"]")]
    [InlineData("System.Diagnostics.Process:System.Diagnostics.Process.Start(string,string)", "[\"rm\",\"FILE\"]")]
    [InlineData("StackExchange.Redis:StackExchange.Redis.ConnectionMultiplexer.Connect(string,System.IO.TextWriter)", "[\"x\",null]")]
    [InlineData("Taskue:Taskue.TaskueClient.ConnectAsync(string,Taskue.TaskueOptions)", "[\"x\",null]")]
    [InlineData("xunit.v3.core:Xunit.Record.Exception(System.Action)", "[null]")]
    [InlineData(Unused + ":System.Net.Mail.SmtpClient.Dispose()", "[]")]
    [InlineData("Taskue.TrustTests.Trusted, " + Unused + ":Trusted.Echo(string)", "[\"x\"]")]
    [InlineData("FILE:Taskue.TrustTests.Trusted.Echo(string)", "[\"x\"]")]
    [InlineData("../../FILE:N.T.M()", "[]")]
    public async Task A_method_that_nobody_allowed_is_not_run_and_nothing_is_loaded_for_it(string method, string arguments)
    {
        string file = Path.GetTempFileName();
        try
        {
            await StartAsync();
            TaskInfo done = await DecidedAsync(Stored(method.Replace("FILE", file, StringComparison.Ordinal), arguments.Replace("FILE", file, StringComparison.Ordinal)));
            Assert.True(done.Reason == "held" || (done.State, done.Error?.Type) == (TaskState.Errored, ErrorCodes.MethodRefused), $"{done}: {done.Error}");
            Assert.True(File.Exists(file));
            AssertUnused();
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("[{\"$type\":\"" + Unused + ".MailMessage, " + Unused + "\"}]")]
    [InlineData("[{\"$type\":\"Taskue.TrustTests.Bomb, Taskue.Process.Tests\"}]")]
    [InlineData("[{\"__type\":\"Taskue.TrustTests.Bomb\",\"$values\":[]}]")]
    public async Task Arguments_make_no_type_that_the_method_does_not_declare(string arguments)
    {
        await StartAsync();
        TaskInfo shape = await DecidedAsync(Stored(Pick, arguments));
        Assert.True(shape.State == TaskState.Errored || shape.GetResult<string>() == nameof(Shape), shape.ToString());
        Assert.False(Bomb.Made);
        AssertUnused();
    }

    [Fact]
    public async Task Only_kinds_that_your_own_type_names_can_be_chosen()
    {
        await StartAsync();
        Assert.Equal("Circle", (await DecidedAsync(Stored(Pick, "[{\"$type\":\"circle\",\"Radius\":1}]"))).GetResult<string>());
        TaskInfo bomb = await DecidedAsync(Stored(Pick, "[{\"$type\":\"bomb\"}]"));
        Assert.Equal((TaskState.Errored, ErrorCodes.ArgumentMismatch), (bomb.State, bomb.Error!.Type));
    }

    [Fact]
    public async Task A_command_is_refused_where_none_was_allowed()
    {
        string file = Path.Combine(Path.GetTempPath(), "trust-" + TaskId.New());
        await StartAsync();
        TaskInfo held = await DecidedAsync(TaskSpec.Shell($"touch {file}"));
        Assert.Equal((TaskState.Pending, "held"), (held.State, held.Reason));
        Assert.False(File.Exists(file));
    }

    private static string Pick => TaskSpec.Call(() => Trusted.Pick(null!)).Method;

    /// <summary>A task as it is when its runner has ended it, or has put it aside for one that knows it.</summary>
    private async Task<TaskInfo> DecidedAsync(TaskSpec spec)
    {
        TaskHandle task = await Client.EnqueueAsync(spec);
        TaskInfo info = null!;
        await Wait.Eventually(async () => (info = await Client.GetTaskAsync(task.Id)).State.IsFinal() || info.Reason == "held", "the runner has decided");
        return info;
    }

    private static void AssertUnused() => Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == Unused);
}
