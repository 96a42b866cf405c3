using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Taskue.TestSupport;

namespace Taskue.Proof.Model;

/// <summary>
/// A connection of the proof's own, which knows nothing of the product's: reads every key of a namespace in one round trip, and hears
/// what is published. Not thread-safe.
/// </summary>
internal sealed class RawLine : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;

    public RawLine(int port, string? password)
    {
        socket.ReceiveTimeout = socket.SendTimeout = 30_000;
        socket.Connect(IPAddress.Loopback, port);
        if (password is not null)
        {
            Ask("AUTH", password);
        }
    }

    public void Dispose() => socket.Dispose();

    public object? Ask(params string[] command)
    {
        Send(Encode(command));
        return Read();
    }

    public void Send(byte[] commands) => socket.Send(commands);

    public static byte[] Encode(params string[] words) => Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"*{words.Length}\r\n")
        + string.Concat(words.Select(word => string.Create(CultureInfo.InvariantCulture, $"${word.Length}\r\n{word}\r\n"))));

    /// <summary>A text (a byte a character), a list, a number, or null.</summary>
    public object? Read()
    {
        byte kind = Byte();
        switch (kind)
        {
            case (byte)'+':
                return Line();
            case (byte)'-':
                throw new InvalidOperationException("The server answers: " + Line());
            case (byte)':':
                return Number();
            case (byte)'$':
                int length = (int)Number();
                if (length < 0)
                {
                    return null;
                }

                Need(length + 2);
                string text = Encoding.Latin1.GetString(buffer, start, length);
                start += length + 2;
                return text;
            case (byte)'*':
            case (byte)'~':
            case (byte)'>':
                int count = (int)Number();
                var items = new List<object?>(Math.Max(count, 0));
                for (int i = 0; i < count; i++)
                {
                    items.Add(Read());
                }

                return items;
            case (byte)',':
                return Line();
            default:
                throw new InvalidOperationException($"The server answers byte {kind}.");
        }
    }

    private byte Byte()
    {
        Need(1);
        return buffer[start++];
    }

    private long Number()
    {
        bool negative = false;
        long number = 0;
        while (true)
        {
            byte one = Byte();
            if (one == '-')
            {
                negative = true;
            }
            else if (one == '\r')
            {
                Byte();
                return negative ? -number : number;
            }
            else
            {
                number = (number * 10) + one - '0';
            }
        }
    }

    private string Line()
    {
        var line = new StringBuilder();
        for (byte one = Byte(); one != '\r'; one = Byte())
        {
            line.Append((char)one);
        }

        Byte();
        return line.ToString();
    }

    private void Need(int count)
    {
        if (end - start >= count)
        {
            return;
        }

        if (start + count > buffer.Length || start == end)
        {
            byte[] larger = count > buffer.Length ? new byte[count * 2] : buffer;
            Buffer.BlockCopy(buffer, start, larger, 0, end - start);
            (buffer, start, end) = (larger, 0, end - start);
        }

        while (end - start < count)
        {
            int read = socket.Receive(buffer, end, buffer.Length - end, SocketFlags.None);
            end += read > 0 ? read : throw new IOException("The server closed the connection.");
        }
    }
}
