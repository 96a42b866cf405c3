using System.Diagnostics;
using Taskue.Proof.Soak;
using Taskue.TestSupport;

namespace Taskue.Proof.Tests.Soak;

/// <summary>What the soak's bookkeeping catches, on a real store without a runner.</summary>
public sealed class LedgerTests : IAsyncLifetime
{
    private static readonly TaskKind Kind = new("single", 1, number => TaskSpec.Call(() => Taskue.ProcessHost.SoakTasks.Begin(number)));

    private TaskueClient client = null!;
    private Ledger ledger = null!;

    public async ValueTask InitializeAsync()
    {
        client = await TaskueClient.ConnectAsync(await TestServers.ConnectionStringAsync(ServerKind.Redis), new TaskueOptions { Namespace = "ledger-" + TaskId.New() });
        ledger = new Ledger(client);
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    [Fact]
    public async Task A_task_that_is_not_there_is_lost()
    {
        ledger.Expect(Kind, Stopwatch.GetTimestamp(), TaskId.New());

        await new Audit(ledger, TimeSpan.FromMinutes(10)).RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Contains("is lost", Assert.Single(ledger.FaultTexts));
        Assert.Equal(0, ledger.Outstanding);
    }

    [Fact]
    public async Task A_task_that_may_be_past_its_retention_is_counted_and_accuses_nobody()
    {
        ledger.Expect(Kind, Stopwatch.GetTimestamp(), TaskId.New());

        await new Audit(ledger, TimeSpan.Zero).RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0L, 1L), (ledger.Faults, ledger.Unseen));
    }

    [Fact]
    public async Task A_task_that_has_not_ended_stays_open()
    {
        ledger.Expect(Kind, Stopwatch.GetTimestamp(), (await client.EnqueueAsync(TaskSpec.Call(() => Taskue.ProcessHost.SoakTasks.Begin(1)))).Id);

        await new Audit(ledger, TimeSpan.FromMinutes(10)).RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Equal((1L, 0L), (ledger.Outstanding, ledger.Faults));
        Assert.Equal((1L, 0L), ledger.Tallies.Select(one => (one.Sent, one.Ended)).Single());
    }

    [Fact]
    public async Task A_task_that_ended_otherwise_is_a_fault()
    {
        var options = new RunnerOptions { ForwardConsole = false };
        options.Allow.AddAssemblyOf<Taskue.ProcessHost.BodyRecord>();
        await using var runner = new TaskueRunner(client, options);
        await runner.StartAsync(TestContext.Current.CancellationToken);
        TaskHandle task = await client.EnqueueAsync(TaskSpec.Call(() => Taskue.ProcessHost.SoakTasks.FailUntil(9, TaskContext.Current)));
        await task.WaitAsync();
        ledger.Expect(Kind, Stopwatch.GetTimestamp(), task.Id);

        await new Audit(ledger, TimeSpan.FromMinutes(10)).RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Contains("ended Failed", Assert.Single(ledger.FaultTexts));
        Assert.Equal((1L, 0L), ledger.Tallies.Select(one => (one.Sent, one.Ended)).Single());
    }

    [Fact]
    public async Task What_stays_after_retention_is_named()
    {
        await client.EnqueueAsync(TaskSpec.Call(() => Taskue.ProcessHost.SoakTasks.Begin(1)));
        StackExchange.Redis.ConnectionMultiplexer connection = await TestServers.ConnectAsync(ServerKind.Redis);

        IReadOnlyList<string> left = Residue.Of(await Residue.KeysAsync(connection, client.Namespace));

        Assert.Equal(["index", "q0:default", "tasks"], left);
        Assert.StartsWith("q0:default, a list of 1: ", await Residue.DescribeAsync(connection, client.Namespace, "q0:default"));
    }

    [Fact]
    public void What_lasts_as_long_as_the_runners_is_no_residue() =>
        Assert.Empty(Residue.Of(["meta", "names", "runners", "runs", "live", "beats", "holders", "gone", "parked:default"]));

    [Fact]
    public void The_mix_is_a_thousand_units() => Assert.Equal(1000, SoakMix.ByDraw.Count);
}
