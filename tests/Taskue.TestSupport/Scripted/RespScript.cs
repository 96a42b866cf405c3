using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Taskue.TestSupport;

/// <summary>A scripted server on 127.0.0.1 that plays a Redis of some version, well or badly. It stores nothing.</summary>
/// <remarks>
/// What a client library asks when it connects is answered as that version would. <see cref="On"/> changes or adds answers, also
/// while it runs: by the command's name, or by name and first argument (<c>"CONFIG GET"</c>), the longer one first. A command
/// without an answer gets Redis' "unknown command" error. <see cref="Received"/> tells what came in.
/// </remarks>
public sealed class RespScript : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<string, Func<IReadOnlyList<string>, RespAnswer>> answers = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<IReadOnlyList<string>> received = new();
    private readonly ConcurrentDictionary<Task, bool> connections = new();
    private readonly Task accepting;

    private RespScript(string version, string role)
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        AddGreeting(version, role);
        accepting = AcceptAsync();
    }

    public int Port { get; }

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port},abortConnect=true,connectRetry=1");

    /// <summary>Every command so far, with its arguments, in the order it came.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Received => [.. received];

    /// <param name="version">The version it claims; before 6.0 it knows no HELLO.</param>
    /// <param name="role"><c>master</c>, or <c>slave</c> for a read-only replica.</param>
    public static RespScript Start(string version = "7.0.15", string role = "master") => new(version, role);

    /// <summary>Sets the answer to a command; the last one set counts.</summary>
    public RespScript On(string command, RespAnswer answer) => On(command, _ => answer);

    /// <inheritdoc cref="On(string, RespAnswer)"/>
    public RespScript On(string command, Func<IReadOnlyList<string>, RespAnswer> answer)
    {
        answers[command] = answer;
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await Task.WhenAll([accepting, .. connections.Keys]);
        stop.Dispose();
    }

    private void AddGreeting(string version, string role)
    {
        var isReplica = role == "slave";
        On("PING", args => args.Count > 1 ? RespAnswer.Bulk(args[1]) : RespAnswer.Simple("PONG"));
        On("ECHO", args => RespAnswer.Bulk(args[1]));
        On("SELECT", RespAnswer.Ok);
        On("AUTH", RespAnswer.Ok);
        On("CLIENT", RespAnswer.Ok);
        On("CLIENT ID", RespAnswer.Number(7));
        On("CONFIG GET", RespAnswer.Array());
        On("CLUSTER", RespAnswer.Error("ERR This instance has cluster support disabled"));
        On("SENTINEL", RespAnswer.Error("ERR unknown command 'SENTINEL'"));
        On("SUBSCRIBE", args => new RespAnswer(string.Concat(args.Skip(1).Select((channel, i) => RespAnswer.Array(
            RespAnswer.Bulk("subscribe"), RespAnswer.Bulk(channel), RespAnswer.Number(i + 1)).Raw))));
        On("SCRIPT LOAD", RespAnswer.Bulk(new string('0', 40)));
        On("GET", RespAnswer.Nil);
        On("INFO", RespAnswer.Bulk(
            $"# Server\r\nredis_version:{version}\r\nredis_mode:standalone\r\ntcp_port:{Port}\r\n"
            + $"# Memory\r\nused_memory:1000000\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\n"
            + $"# Replication\r\nrole:{role}\r\n{(isReplica ? "slave_read_only:1\r\nmaster_link_status:up\r\n" : "")}"));
        On("ROLE", isReplica
            ? RespAnswer.Array(RespAnswer.Bulk("slave"), RespAnswer.Bulk("127.0.0.1"), RespAnswer.Number(1),
                RespAnswer.Bulk("connected"), RespAnswer.Number(0))
            : RespAnswer.Array(RespAnswer.Bulk("master"), RespAnswer.Number(0), RespAnswer.Array()));
        if (Version.Parse(version).Major >= 6)
        {
            // Answered in the protocol that was asked before, as an array of pairs: clients take both forms.
            On("HELLO", RespAnswer.Array(
                RespAnswer.Bulk("server"), RespAnswer.Bulk("redis"), RespAnswer.Bulk("version"), RespAnswer.Bulk(version),
                RespAnswer.Bulk("proto"), RespAnswer.Number(2), RespAnswer.Bulk("id"), RespAnswer.Number(7),
                RespAnswer.Bulk("mode"), RespAnswer.Bulk("standalone"),
                RespAnswer.Bulk("role"), RespAnswer.Bulk(isReplica ? "replica" : "master"),
                RespAnswer.Bulk("modules"), RespAnswer.Array()));
        }

        if (isReplica)
        {
            foreach (var write in (string[])["SET", "HSET", "EVAL", "EVALSHA", "PUBLISH", "DEL"])
            {
                On(write, RespAnswer.Error("READONLY You can't write against a read only replica."));
            }
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                connections[ServeAsync(client)] = true;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            await using var stream = client.GetStream();
            var reader = new RespReader(stream);
            while (await reader.ReadCommandAsync(stop.Token) is { } command)
            {
                received.Enqueue(command);
                var answer = AnswerTo(command);
                if (answer.Delay > TimeSpan.Zero)
                {
                    await Task.Delay(answer.Delay, stop.Token);
                }

                if (answer.Raw is { } raw)
                {
                    await stream.WriteAsync(Encoding.Latin1.GetBytes(raw), stop.Token);
                }

                if (answer.Closes)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // Stopped, or the client went away.
        }
    }

    private RespAnswer AnswerTo(IReadOnlyList<string> command)
    {
        if ((command.Count > 1 && answers.TryGetValue($"{command[0]} {command[1]}", out var answer))
            || answers.TryGetValue(command[0], out answer))
        {
            return answer(command);
        }

        return RespAnswer.Error($"ERR unknown command '{command[0]}', with args beginning with: ");
    }
}
