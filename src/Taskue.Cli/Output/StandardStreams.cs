using System.Globalization;
using System.Text;

namespace Taskue.Cli.Output;

/// <summary>Standard input, output and error as the caller gave them.</summary>
/// <remarks>
/// A stream that was closed (<c>&gt;&amp;-</c>) stays closed: its number soon belongs to a file of the runtime, and writing there would be worse
/// than not writing.
/// Output that cannot be written is an error. Messages on standard error that cannot be written are dropped: there is no other place for them.
/// </remarks>
internal static class StandardStreams
{
    private const int Input = 0, Output = 1, Error = 2, CloseOnExec = 0x80000; // O_CLOEXEC

    /// <summary>Makes <see cref="Console"/> use them.</summary>
    public static void Open()
    {
        Console.SetOut(Writer(new CheckedStream(IsClosed(Output) ? null : Console.OpenStandardOutput(), mustArrive: true)));
        Console.SetError(Writer(new CheckedStream(IsClosed(Error) ? null : Console.OpenStandardError(), mustArrive: false)));
    }

    /// <summary>Reads standard input, in the encoding that its byte order mark says, or UTF-8.</summary>
    /// <exception cref="UsageException">It cannot be read, as where it is a folder.</exception>
    public static T Read<T>(Func<TextReader, T> read)
    {
        try
        {
            using TextReader reader = IsClosed(Input) ? TextReader.Null : new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
            return read(reader);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"Standard input cannot be read: {fault.Message.TrimEnd('.')}.", fault);
        }
    }

    private static StreamWriter Writer(Stream stream)
    {
        Encoding encoding = Console.OutputEncoding;
        return new StreamWriter(stream, encoding is UTF8Encoding ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : encoding) { AutoFlush = true };
    }

    // What the caller gave has survived the start of this program. What the runtime opens is marked to be closed at the next start of one.
    private static bool IsClosed(int descriptor)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            const string Flags = "flags:";
            string line = File.ReadLines($"/proc/self/fdinfo/{descriptor.ToString(CultureInfo.InvariantCulture)}")
                .First(one => one.StartsWith(Flags, StringComparison.Ordinal));
            return (Convert.ToInt32(line[Flags.Length..].Trim(), 8) & CloseOnExec) != 0;
        }
        catch (FileNotFoundException)
        {
            return Directory.Exists("/proc/self/fdinfo");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false; // /proc is not there, or not for this user
        }
    }

    private sealed class CheckedStream(Stream? stream, bool mustArrive) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                if (stream is null)
                {
                    throw new IOException("It is closed.");
                }

                stream.Write(buffer);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                if (mustArrive)
                {
                    throw new OutputException($"Standard output cannot be written: {fault.Message.TrimEnd('.')}.", fault);
                }
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
