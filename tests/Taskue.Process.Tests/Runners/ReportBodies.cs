namespace Taskue.RunnerTests;

/// <summary>Tasks whose exceptions, results and services do harm when their outcome is told.</summary>
public static class ReportBodies
{
    /// <summary>Lets those go that are kept; of one test at a time.</summary>
    internal static ManualResetEventSlim Released { get; set; } = new(false);

    public static void ThrowMute() => throw new MuteException();

    public static void ThrowOther() => throw new OtherException();

    public static void ThrowHolding() => throw new HoldingException();

    public static void Throw() => throw new PlainException();

    public static void ThrowDeep()
    {
        Exception fault = new PlainException();
        for (int i = 0; i < 200_000; i++)
        {
            fault = new NestException(fault);
        }

        throw fault;
    }

    public static async Task ThrowLater(string kind)
    {
        await Task.Yield();
        throw kind switch { "mute" => new MuteException(), "holding" => new HoldingException(), _ => new OtherException() };
    }

    public static Badly Result() => new();

    /// <summary>Throws itself wherever it is read.</summary>
    public sealed class MuteException : Exception
    {
        public override string Message => throw this;

        public override string? StackTrace => throw this;

        public override System.Collections.IDictionary Data => throw this;

        public override string ToString() => throw this;
    }

    /// <summary>Throws another exception when it is read.</summary>
    public sealed class OtherException : Exception
    {
        public override string Message => throw new InvalidTimeZoneException("of the message");
    }

    /// <summary>Keeps who reads it.</summary>
    public sealed class HoldingException : Exception
    {
        public override string Message
        {
            get
            {
                Released.Wait();
                return "late";
            }
        }
    }

    public sealed class PlainException() : Exception("plain");

    public sealed class NestException(Exception inner) : Exception("nest", inner);

    /// <summary>A result that cannot be written, for a reason that cannot be read.</summary>
    public sealed class Badly
    {
        public int Value => throw new BadArgumentException();
    }

    public sealed class BadArgumentException : ArgumentException
    {
        public override string Message => throw this;

        public override string ToString() => throw this;
    }

    /// <summary>A service that Taskue makes, and which throws when it is disposed of.</summary>
    public sealed class Breaking : IDisposable
    {
        public void Fail() => Throw();

        public void Dispose() => throw new InvalidTimeZoneException("of the disposal");
    }

    /// <summary>A service of a scope that is never disposed of to the end.</summary>
    public sealed class Staying : IDisposable
    {
        public int Number() => 7;

        public void Dispose() => Released.Wait();
    }
}
