using System.Text.RegularExpressions;
using Taskue.RunnerTests;
using Taskue.Store;
using Taskue.TestSupport;

namespace Taskue.TrustTests;

/// <summary>The published ACL users: enough, no more than enough, and what they keep out.</summary>
public sealed partial class RightsTests(RightsTests.SharedServer shared) : IClassFixture<RightsTests.SharedServer>
{
    private static readonly TimeSpan Patience = Wait.DefaultLimit;

    /// <summary>What the administrator is told to type by the remedies of <c>taskue doctor</c>, which does not call it itself.</summary>
    private static readonly string[] Typed = ["+slowlog|get", "+client|list"];

    [Fact]
    public async Task The_published_rights_are_enough_for_producer_runner_administrator_and_reader()
    {
        await using RedisServerProcess server = await Rights.StartServerAsync();
        await using TaskueClient runner = await ConnectAsync(server, "taskue-runner");
        await using TaskueClient producer = await ConnectAsync(server, "taskue-producer");
        await using TaskueClient administrator = await ConnectAsync(server, "taskue-admin");
        await WorksAsync(producer, runner);
        Assert.Equal("finished", (await administrator.ExplainAsync((await administrator.FindLatestAsync()).Id)).Code);
        await administrator.GetOverviewAsync();
        await administrator.DeleteNamespaceAsync(administrator.Namespace, force: true);

        await using TaskueClient reader = await ConnectAsync(server, "taskue-reader");
        Assert.Equal("not_found", (await reader.ExplainAsync(TaskId.New())).Code);
        Assert.Empty(await reader.ListTasksAsync(new TaskQuery { TitlePattern = "*" }));
        await reader.ListQueuesAsync();
        Assert.Equal(ErrorCodes.StoreRefused, (await Assert.ThrowsAsync<StoreException>(() => reader.EnqueueAsync(() => Bodies.Add(1, 2)))).Code);
        foreach (TaskueClient client in (TaskueClient[])[runner, producer, administrator])
        {
            StoreCheck rights = (await client.CheckAsync()).Checks.Single(check => check.Name == "rights");
            Assert.True(rights.Verdict == CheckVerdict.Ok, rights.Finding);
        }

        Assert.All((await administrator.CheckAsync()).Checks, check =>
            Assert.True(check.Verdict is CheckVerdict.Ok or CheckVerdict.Warn || check.Name == "latency", $"{check.Name}: {check.Finding}"));
    }

    [Fact]
    public async Task Each_word_of_the_published_rights_is_needed()
    {
        (string User, string Without, string Less, string[] Rules)[] cases =
        [
            .. from user in Rights.Published
               where user.Key != "taskue-reader"
               from rule in user.Value
               where rule[0] is '~' or '&' or '+' && !Typed.Contains(rule)
               select (user.Key, rule, $"{user.Key}-{Array.IndexOf(user.Value, rule)}", (string[])[.. user.Value.Where(one => one != rule)]),
        ];
        Assert.InRange(cases.Length, 40, 60);
        await using RedisServerProcess server = await Rights.StartServerAsync([.. cases.Select(one => Rights.Conf(one.Less, one.Rules))]);
        foreach (IGrouping<string, (string User, string Without, string Less, string[] Rules)> user in cases.GroupBy(one => one.User))
        {
            string whole = await DoctorSaysAsync(server, user.Key);
            await Task.WhenAll(user.Select(async one =>
            {
                string less = await DoctorSaysAsync(server, one.Less);
                Assert.True(less.Replace(one.Less, user.Key, StringComparison.Ordinal) != whole, $"{user.Key} does as well without {one.Without}: {less}");
            }));
        }

        foreach (string rule in Typed)
        {
            string? said = await PlainRedis.AskAsync(server.Port, Rights.Password, rule[1..].Replace('|', ' '), "taskue-admin");
            Assert.False(said is null or ['-', ..], said);
        }

        // All findings but those that time or count what goes on.
        static async Task<string> DoctorSaysAsync(RedisServerProcess server, string user)
        {
            try
            {
                StoreReport report = await TaskueClient.CheckAsync(Rights.ConnectionString(server, user));
                return string.Join('\n', report.Checks.Where(check => check.Name is not ("latency" or "clock" or "memory" or "clients" or "server")).Select(check => $"{check.Name} {check.Verdict}: {check.Finding}"));
            }
            catch (StoreException fault)
            {
                return fault.Code;
            }
        }
    }

    [Theory]
    [InlineData("GET other:key")]
    [InlineData("HSET other:key a 1")]
    [InlineData("HGETALL other:key")]
    [InlineData("PUBLISH other:channel x")]
    [InlineData("SUBSCRIBE other:channel")]
    [InlineData("EVAL return(redis.call('HSET','other:key','a','1')) 0")]
    [InlineData("EVAL return(redis.call('FLUSHALL')) 0")]
    [InlineData("KEYS *")]
    [InlineData("SCAN 0")]
    [InlineData("RANDOMKEY")]
    [InlineData("DBSIZE")]
    [InlineData("DUMP taskue:namespaces")]
    [InlineData("MIGRATE 127.0.0.1 1 taskue:namespaces 0 1")]
    [InlineData("RENAME taskue:namespaces taskue:other")]
    [InlineData("FLUSHALL")]
    [InlineData("FLUSHDB")]
    [InlineData("CONFIG SET maxmemory 1")]
    [InlineData("CONFIG SET dir /tmp")]
    [InlineData("REPLICAOF 127.0.0.1 1")]
    [InlineData("MODULE LIST")]
    [InlineData("SCRIPT FLUSH")]
    [InlineData("SCRIPT KILL")]
    [InlineData("FUNCTION FLUSH")]
    [InlineData("MONITOR")]
    [InlineData("SLOWLOG RESET")]
    [InlineData("CLIENT KILL TYPE normal")]
    [InlineData("CLIENT PAUSE 1000")]
    [InlineData("ACL LIST")]
    [InlineData("ACL SETUSER taskue-runner +@all")]
    [InlineData("SAVE")]
    [InlineData("SHUTDOWN NOSAVE")]
    public async Task The_published_rights_keep_out(string command)
    {
        foreach (string user in Rights.Published.Keys)
        {
            await RefusedAsync(user, command);
        }
    }

    [Theory]
    [InlineData("HSET taskue:namespaces a 1")]
    [InlineData("SADD taskue:namespaces a")]
    [InlineData("EVAL return(redis.call('SADD','taskue:namespaces','a')) 0")]
    [InlineData("UNLINK taskue:namespaces")]
    [InlineData("PUBLISH taskue:x y")]
    public Task A_reader_changes_nothing(string command) => RefusedAsync("taskue-reader", command);

    [Fact]
    public async Task A_user_held_to_a_namespace_works_there_and_reaches_no_other()
    {
        string[] rules = [.. Rights.Published["taskue-runner"].SelectMany(rule => rule switch
        {
            "~taskue:*" => (string[])["~taskue:namespaces", "~taskue:{rights:*"],
            "&taskue:*" => ["&taskue:{rights:*"],
            _ => [rule],
        })];
        await using RedisServerProcess server = await Rights.StartServerAsync(Rights.Conf("tenant", rules));
        await using TaskueClient tenant = await ConnectAsync(server, "tenant");
        await WorksAsync(tenant, tenant);

        await using TaskueClient strayed = await TaskueClient.ConnectAsync(Rights.ConnectionString(server, "tenant"), new TaskueOptions { Namespace = "rights2" });
        Assert.Equal(ErrorCodes.StoreRefused, (await Assert.ThrowsAsync<StoreException>(() => strayed.EnqueueAsync(() => Bodies.Add(1, 2)))).Code);
        Assert.Equal(ErrorCodes.StoreRefused, (await Assert.ThrowsAsync<StoreException>(() => strayed.GetOverviewAsync())).Code);
    }

    [Fact]
    public async Task A_right_that_is_missing_is_named_with_the_user()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(new RedisServerOptions
        {
            Password = "admin",
            Extra = ["user few on >SECRET ~taskue:* &taskue:* +@read +@scripting +@connection +info +acl|whoami +@write -zadd +@pubsub", "user other on >SECRET ~other:* &other:* +@all"],
        });
        StoreReport report = await TaskueClient.CheckAsync(Rights.ConnectionString(server, "few"));
        StoreCheck rights = report.Checks.Single(check => check.Name == "rights");
        Assert.Equal(CheckVerdict.Fail, rights.Verdict);
        Assert.Contains("User 'few' lacks", rights.Finding);
        Assert.Contains("ZADD", rights.Finding);
        Assert.Contains("TIME", rights.Finding);
        Assert.Contains("docs/operations/redis.md", rights.Remedy);
        Assert.Equal(CheckVerdict.Fail, report.Verdict);

        StoreReport foreign = await TaskueClient.CheckAsync(Rights.ConnectionString(server, "other"));
        Assert.Equal(CheckVerdict.Fail, foreign.Checks.Single(check => check.Name == "rights").Verdict);
    }

    /// <summary>What doctor tries are all commands that scripts call, so that its word on rights is whole.</summary>
    [Fact]
    public void Doctor_tries_every_command_of_the_scripts()
    {
        // The first argument of each call, which may be a choice: call(front and 'LPUSH' or 'RPUSH', …).
        static HashSet<string> Commands(Script script) => [.. Calls().Matches(script.Text).SelectMany(call => Words().Matches(call.Value)).Select(word => word.Value)];
        HashSet<string> tried = Commands(ScriptSet.Default.Rights);
        Assert.All(ScriptSet.Default.All.SelectMany(Commands).Distinct().Except(["INFO"]), command => Assert.Contains(command, tried));
    }

    private async Task RefusedAsync(string user, string command)
    {
        string? said = await PlainRedis.AskAsync(shared.Server.Port, Rights.Password, command, user);
        Assert.True(said is not null && (said.StartsWith("-NOPERM", StringComparison.Ordinal) || said.Contains("The user executing the script can't", StringComparison.Ordinal)), $"{user}: {command}: {said}");
    }

    private static Task<TaskueClient> ConnectAsync(RedisServerProcess server, string user) =>
        TaskueClient.ConnectAsync(Rights.ConnectionString(server, user), new TaskueOptions { Namespace = "rights" });

    /// <summary>A task and a workflow go from a producer to a runner and back, one of them with a line of log.</summary>
    private static async Task WorksAsync(TaskueClient producer, TaskueClient client)
    {
        await using var runner = new TaskueRunner(client, new RunnerOptions { Name = "one", LoggerFactory = new LogSink() });
        await runner.StartAsync().WaitAsync(Patience);
        Assert.Equal(3, await producer.WaitForResultAsync<int>((await producer.EnqueueAsync(() => Bodies.Add(1, 2))).Id, Patience));
        TaskHandle said = await producer.EnqueueAsync(() => LogBodies.Say("a line"));
        await producer.WaitForTaskAsync(said.Id, Patience);
        Assert.Equal("a line", Assert.Single((await producer.GetLogAsync(said.Id)).Entries).Text);
        WorkflowHandle flow = await producer.EnqueueAsync(new WorkflowSpec("w", [[TaskSpec.Call(() => Bodies.Add(1, 2))], [TaskSpec.Call(() => Bodies.Add(3, 4))]]));
        Assert.Equal(WorkflowState.Passed, (await producer.WaitForWorkflowAsync(flow.Id, Patience)).State);
        await runner.StopAsync().WaitAsync(Patience);
    }

    [GeneratedRegex(@"\b(?:call|try)\([^,)]*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Calls();

    [GeneratedRegex("(?<=')[A-Z]+(?=')", RegexOptions.None, 1000)]
    private static partial Regex Words();

    /// <summary>One server with the published users, for all that only asks.</summary>
    public sealed class SharedServer : IAsyncLifetime
    {
        internal RedisServerProcess Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await Rights.StartServerAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
