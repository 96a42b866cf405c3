using System.Reflection;
using System.Text;

namespace Taskue;

/// <summary>What an exception says about itself. The one place that reads exceptions of other people's code.</summary>
/// <remarks>
/// Messages, stack traces and texts of exceptions are code that may throw. Each is read by itself, and a note replaces what throws, so the type is always known.
/// .NET reads nested exceptions by recursion: a chain that is too long for the stack would end the process, so a long one is read exception by exception.
/// A member that never returns keeps the calling thread: an attempt notes the type before it reads (<see cref="TaskContext.Threw"/>).
/// </remarks>
internal sealed class ExceptionText
{
    /// <summary>How many nested exceptions are read.</summary>
    private const int Most = 100;

    private readonly Exception fault;
    private bool complete = true;

    private ExceptionText(Exception fault)
    {
        this.fault = fault;
        Type = TypeOf(fault);
        bool deep = Nested(fault).Take(Most + 1).Count() > Most;
        Message = Read("message", () => deep && IsComposite(fault) ? "(nested too deeply to be read)" : fault.Message);
        complete &= !deep;
        string? whole = deep ? null : Try(fault.ToString);
        complete &= whole is not null;
        Detail = whole ?? Describe();
    }

    public string Type { get; }

    public string Message { get; }

    /// <summary>What <see cref="Exception.ToString"/> gives, or what can be read instead.</summary>
    public string Detail { get; }

    /// <summary>What loggers may be given: the exception itself, or one in its place that can be read.</summary>
    public Exception Readable => complete ? fault : new ReadableException(this);

    public static ExceptionText Of(Exception fault) => new(fault);

    public static string TypeOf(Exception fault) => fault.GetType().FullName ?? fault.GetType().Name;

    /// <summary>Its message alone.</summary>
    public static string MessageOf(Exception fault) => Of(fault).Message;

    /// <summary>Whether one exception is another or has it inside.</summary>
    public static bool Has(Exception outer, Exception inner) => Nested(outer).Take(Most).Contains(inner);

    /// <summary>An exception and those in it, the outer ones first. None of what is read here can be overridden.</summary>
    private static IEnumerable<Exception> Nested(Exception fault)
    {
        var left = new Stack<Exception>([fault]);
        while (left.TryPop(out Exception? one))
        {
            yield return one;
            IEnumerable<Exception?> inside = one switch
            {
                AggregateException many => many.InnerExceptions,
                ReflectionTypeLoadException loading => loading.LoaderExceptions,
                _ => [one.InnerException],
            };
            foreach (Exception next in inside.Take(Most).OfType<Exception>().Reverse())
            {
                left.Push(next);
            }
        }
    }

    /// <summary>Whether its message is made of those of others.</summary>
    private static bool IsComposite(Exception one) => one is AggregateException or ReflectionTypeLoadException;

    private static string? Try(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (Exception)
        {
            return null;
        }
    }

    private string Read(string member, Func<string?> read)
    {
        try
        {
            return read() ?? "";
        }
        catch (Exception other)
        {
            complete = false;
            return $"(its {member} cannot be read: that throws {TypeOf(other)})";
        }
    }

    private string Describe()
    {
        var text = new StringBuilder();
        foreach (Exception one in Nested(fault).Take(Most))
        {
            string message = one == fault ? Message : IsComposite(one) ? "" : Read("message", () => one.Message);
            string trace = Read("stack trace", () => one.StackTrace);
            text.Append(text.Length == 0 ? "" : "\n ---> ").Append(TypeOf(one)).Append(": ").Append(message)
                .Append(trace.Length == 0 ? "" : "\n").Append(trace);
        }

        return text.ToString();
    }

    private sealed class ReadableException(ExceptionText text) : Exception($"{text.Type}: {text.Message}")
    {
        public override string ToString() => text.Detail;
    }
}
