using System.Net.Security;
using StackExchange.Redis;
using Taskue.TestSupport;

namespace Taskue.RunnerTests.Connections;

/// <summary>Each way to reach a server, with a client and a runner that work through it.</summary>
public sealed class ConnectionTests
{
    private static readonly TimeSpan Patience = Wait.DefaultLimit;

    [Fact]
    public async Task A_database_number_and_a_key_prefix_keep_everything_there()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await WorksAsync(server.ConnectionString + ",defaultDatabase=3", options => options.KeyPrefix = "acme");

        await using ConnectionMultiplexer raw = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",allowAdmin=true");
        IServer one = raw.GetServers()[0];
        Assert.Equal(0, await one.DatabaseSizeAsync(0));
        string[] keys = [.. one.Keys(3, "*").Select(key => key.ToString())];
        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.StartsWith("acme:", key));
    }

    [Fact]
    public async Task A_password_with_a_comma_and_an_equals_sign_reaches_the_runners_own_connections()
    {
        const string Odd = "a,b=c";
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(new RedisServerOptions { Password = Odd });
        var settings = new ConfigurationOptions { Password = Odd };
        settings.EndPoints.Add("127.0.0.1", server.Port);
        await using TaskueClient client = await TaskueClient.ConnectAsync(settings);

        await WorksAsync(client);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Over_tls_a_client_and_its_runner_work_with_certificates_that_the_settings_name(bool mutual)
    {
        using Certificates certificates = Certificates.Make(TimeProvider.System);
        using var secure = new HeldPort();
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(new RedisServerOptions { Extra = certificates.Conf(secure.Number, mutual) });
        var settings = new ConfigurationOptions { Ssl = true };
        settings.EndPoints.Add("127.0.0.1", secure.Number);
        settings.SslClientAuthenticationOptions = host => new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificates = mutual ? [certificates.Client] : null,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificates.Trusts(certificate),
        };
        await using TaskueClient client = await TaskueClient.ConnectAsync(settings);

        Assert.Equal(0, (await WorksAsync(client)).Count(1150));
    }

    [Fact]
    public async Task Over_tls_with_callbacks_a_runner_works_through_its_clients_connection_and_says_so()
    {
        using Certificates certificates = Certificates.Make(TimeProvider.System);
        using var secure = new HeldPort();
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(new RedisServerOptions { Extra = certificates.Conf(secure.Number, askClients: true) });
        var settings = new ConfigurationOptions { Ssl = true };
        settings.EndPoints.Add("127.0.0.1", secure.Number);
        settings.CertificateSelection += (_, _, _, _, _) => certificates.Client;
        settings.CertificateValidation += (_, certificate, _, _) => certificates.Trusts(certificate);
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(settings);
        await using TaskueClient client = await TaskueClient.ConnectAsync(connection);

        Assert.Equal(1, (await WorksAsync(client)).Count(1150));
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_refused()
    {
        using Certificates certificates = Certificates.Make(TimeProvider.System);
        using var secure = new HeldPort();
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(new RedisServerOptions { Extra = certificates.Conf(secure.Number, askClients: false) });

        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => TaskueClient.ConnectAsync($"127.0.0.1:{secure.Number},ssl=true,connectTimeout=2000,connectRetry=1"));
        Assert.Equal(ErrorCodes.StoreUnavailable, fault.Code);
        Assert.Contains("TLS", fault.Message);
    }

    private static async Task WorksAsync(string connectionString, Action<TaskueOptions> set)
    {
        var options = new TaskueOptions();
        set(options);
        await using TaskueClient client = await TaskueClient.ConnectAsync(connectionString, options);
        await WorksAsync(client);
    }

    /// <summary>A task goes to a runner and its result comes back; what the runner said.</summary>
    private static async Task<LogSink> WorksAsync(TaskueClient client)
    {
        var log = new LogSink();
        await using var runner = new TaskueRunner(client, Options(log));
        await runner.StartAsync().WaitAsync(Patience);
        Assert.Equal(3, await client.WaitForResultAsync<int>((await client.EnqueueAsync(() => Bodies.Add(1, 2))).Id, Patience));
        WorkflowHandle flow = await client.EnqueueAsync(new WorkflowSpec("w", [[TaskSpec.Call(() => Bodies.Add(1, 2))], [TaskSpec.Call(() => Bodies.Add(3, 4))]]));
        Assert.Equal(WorkflowState.Passed, (await client.WaitForWorkflowAsync(flow.Id, Patience)).State);
        await runner.StopAsync().WaitAsync(Patience);
        return log;
    }

    private static RunnerOptions Options(LogSink log) => new() { Name = "one", LoggerFactory = log };
}
