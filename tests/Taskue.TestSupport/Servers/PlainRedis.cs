using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Taskue.TestSupport;

/// <summary>One question over a connection of its own, without the client library's retries.</summary>
public static class PlainRedis
{
    /// <summary>The first line of the answer, or null when nothing listens, it hangs up, or it does not answer in time.</summary>
    public static Task<string?> AskAsync(int port, string? password, string command, string? user = null, TimeSpan? within = null) =>
        AskAsync(port, password, command, user, within, static (_, line) => Task.FromResult(line));

    /// <summary>The whole answer of a command that answers a text, such as INFO; null as <see cref="AskAsync(int, string?, string, string?, TimeSpan?)"/> answers it.</summary>
    public static Task<string?> ReadAsync(int port, string? password, string command, TimeSpan? within = null) =>
        AskAsync(port, password, command, null, within, static async (reader, line) =>
        {
            if (line is not ['$', .. var length])
            {
                return line;
            }

            var text = new char[int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)];
            return new string(text, 0, await reader.ReadBlockAsync(text));
        });

    private static async Task<string?> AskAsync(
        int port, string? password, string command, string? user, TimeSpan? within, Func<StreamReader, string?, Task<string?>> read)
    {
        using var limit = new CancellationTokenSource(within ?? Wait.DefaultLimit);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            if (password is not null)
            {
                await stream.WriteAsync(user is null ? Encode("AUTH", password) : Encode("AUTH", user, password), limit.Token);
                if (await reader.ReadLineAsync(limit.Token) is not "+OK" and var refusal)
                {
                    return refusal;
                }
            }

            await stream.WriteAsync(Encode(command.Split(' ')), limit.Token);
            return await read(reader, await reader.ReadLineAsync(limit.Token)).WaitAsync(limit.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    // As an array: not every server takes a command as a bare line.
    private static byte[] Encode(params string[] words) => Encoding.UTF8.GetBytes(string.Concat(
        [$"*{words.Length}\r\n", .. words.Select(word => $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n")]));
}
