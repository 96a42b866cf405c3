using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Taskue.Store;

/// <summary>
/// A spec as it is stored: <c>created|1|timeout|queue|retries|flags|workflow|stage;</c> and then named fields, each
/// <c>letter length : bytes</c>. The first part is what the scripts read; <c>created</c> is put before it by the script that stores it.
/// </summary>
/// <remarks>
/// Flags: 1 allow failure, 2 no rescheduling, 4 the arguments stand in <c>blobs</c>. As with PNG's chunks, a field with an upper-case letter
/// must be honoured by whoever runs the task: a runner that does not know it holds the task for one that does. Lower-case ones may be ignored.
/// <c>N</c>, empty, says that the method is a stable name, which release 0.1 would refuse for good.
/// </remarks>
internal sealed record SpecRecord
{
    /// <summary>Payloads and results up to this size stand in the record; larger ones in <c>blobs</c>.</summary>
    public const int InlineBytes = 1024;

    /// <summary>What the beginning takes at most beside method and title: numbers, a queue, a workflow's id, the names of fields.</summary>
    private const int MostHeadBytes = 224;

    private const int MostNameBytes = 12;

    /// <summary>100 years: far over what a spec may say, and well under what a <see cref="TimeSpan"/> holds.</summary>
    private const long MostTimeoutMs = 36_525L * 24 * 3600 * 1000;

    /// <summary>The fields that must be honoured, and are.</summary>
    private const string KnownDemands = "NS";

    public required long CreatedMs { get; init; }

    public required string Queue { get; init; }

    public required long? TimeoutMs { get; init; }

    public required int Retries { get; init; }

    public required bool AllowFailure { get; init; }

    public required bool AllowRescheduling { get; init; }

    public string? WorkflowId { get; init; }

    public int? Stage { get; init; }

    public RunWhen When { get; init; }

    public string? Title { get; init; }

    public string Method { get; init; } = "";

    public ReadOnlyMemory<byte>? Arguments { get; init; }

    /// <summary>The queues of its workflow, where they are others than its own: whoever completes it declares them.</summary>
    public string? WorkflowQueues { get; init; }

    /// <summary>Whether its arguments are a command of the runner's machine, and not those of a method (field <c>S</c>, with the version of their form).</summary>
    public bool IsShell { get; init; }

    /// <summary>A field that must be honoured and is not known here.</summary>
    public char? UnknownDemand { get; init; }

    /// <summary>Whether a spec's arguments stand in its record.</summary>
    public static bool IsInline(TaskSpec spec) => spec.StoredCall.Arguments.Length <= InlineBytes;

    /// <summary>Whether the records of two specs differ in their arguments only.</summary>
    public static bool BeginAlike(TaskSpec one, TaskSpec other) =>
        one.StoredCall.Method == other.StoredCall.Method && one.Tag == other.Tag && one.Title == other.Title && one.Retries == other.Retries
        && one.Timeout == other.Timeout && one.AllowFailure == other.AllowFailure && one.AllowRescheduling == other.AllowRescheduling
        && one.When == other.When && IsInline(one) == IsInline(other);

    public static int MostBytesOfBeginning(TaskSpec spec) => MostHeadBytes + (3 * (spec.StoredCall.Method.Length + (spec.Title?.Length ?? 0)));

    public static int MostBytesOfRest(TaskSpec spec) => IsInline(spec) ? MostNameBytes + spec.StoredCall.Arguments.Length : 0;

    /// <summary>Writes all of a record but the arguments.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="workflow">The id of its workflow, where it has one.</param>
    /// <param name="stage">Its stage there.</param>
    /// <param name="workflowQueues">The queues of its workflow, where they are others than its own.</param>
    public static void WriteBeginning(ArrayBufferWriter<byte> buffer, TaskSpec spec, string? workflow, int stage, string? workflowQueues)
    {
        int flags = (spec.AllowFailure ? 1 : 0) | (spec.AllowRescheduling ? 0 : 2) | (IsInline(spec) ? 0 : 4);
        long? timeout = spec.Timeout is not { } given ? null : given == Timeout.InfiniteTimeSpan ? -1 : (long)given.TotalMilliseconds;
        Utf8.TryWrite(buffer.GetSpan(MostHeadBytes), CultureInfo.InvariantCulture,
            $"1|{timeout}|{spec.Tag ?? Names.DefaultQueue}|{spec.Retries}|{flags}|{workflow}|{(workflow is null ? null : (int?)stage)};", out int head);
        buffer.Advance(head);

        Field(buffer, 'm', spec.StoredCall.Method);
        if (spec.StoredCall.Method == ShellCall.Method)
        {
            Field(buffer, 'S', "1");
        }
        else if (StableName.IsOne(spec.StoredCall.Method))
        {
            Field(buffer, 'N', "");
        }

        if (spec.Title is { } title)
        {
            Field(buffer, 't', title);
        }

        if (spec.When != RunWhen.OnSuccess)
        {
            Field(buffer, 'w', spec.When == RunWhen.Always ? "a" : "f");
        }

        if (workflowQueues is not null)
        {
            Field(buffer, 'q', workflowQueues);
        }
    }

    /// <summary>Writes the arguments, where they stand in the record.</summary>
    public static void WriteRest(ArrayBufferWriter<byte> buffer, TaskSpec spec)
    {
        if (IsInline(spec))
        {
            ReadOnlySpan<byte> arguments = spec.StoredCall.Arguments.Span;
            Name(buffer, 'a', arguments.Length);
            buffer.Write(arguments);
        }
    }

    public static SpecRecord? TryRead(ReadOnlyMemory<byte> record)
    {
        var reader = new PackedReader(record.Span);
        if (!reader.TryNumber((byte)'|', out long? created) || created is null)
        {
            return null;
        }

        if (reader.Rest.SequenceEqual("0"u8))
        {
            return new SpecRecord
            {
                CreatedMs = created.Value, Queue = "", TimeoutMs = null, Retries = 0, AllowFailure = false, AllowRescheduling = true,
            };
        }

        if (!reader.TryField((byte)'|', out ReadOnlySpan<byte> format) || !format.SequenceEqual("1"u8)
            || !reader.TryNumber((byte)'|', out long? timeout) || !reader.TryText((byte)'|', out string queue)
            || !reader.TryNumber((byte)'|', out long? retries) || !reader.TryNumber((byte)'|', out long? flags)
            || !reader.TryText((byte)'|', out string workflow) || !reader.TryNumber((byte)';', out long? stage)
            || retries is null or < 0 or > int.MaxValue || flags is null || timeout > MostTimeoutMs || stage is < 0 or >= Limits.Stages)
        {
            return null;
        }

        string method = "";
        string? title = null, workflowQueues = null;
        RunWhen when = RunWhen.OnSuccess;
        ReadOnlyMemory<byte>? arguments = null;
        bool shell = false;
        char? unknown = null;
        while (!reader.AtEnd)
        {
            if (!reader.TryTake(1, out ReadOnlySpan<byte> letter) || !reader.TryNumber((byte)':', out long? length)
                || length is null or < 0 or > int.MaxValue || !reader.TryTake((int)length.Value, out ReadOnlySpan<byte> value))
            {
                return null;
            }

            switch ((char)letter[0])
            {
                case 'm': method = Encoding.UTF8.GetString(value); break;
                case 't': title = Encoding.UTF8.GetString(value); break;
                case 'w': when = value.SequenceEqual("a"u8) ? RunWhen.Always : RunWhen.OnFailure; break;
                case 'q': workflowQueues = Encoding.UTF8.GetString(value); break;
                case 'a': arguments = record.Slice(record.Length - reader.Rest.Length - value.Length, value.Length); break;
                case 'S': (shell, unknown) = value.SequenceEqual("1"u8) ? (true, unknown) : (false, 'S'); break;
                case >= 'A' and <= 'Z' when !KnownDemands.Contains((char)letter[0], StringComparison.Ordinal): unknown = (char)letter[0]; break;
                default: break;
            }
        }

        return new SpecRecord
        {
            CreatedMs = created.Value, Queue = queue, TimeoutMs = timeout, Retries = (int)retries.Value,
            AllowFailure = (flags & 1) != 0, AllowRescheduling = (flags & 2) == 0, When = when,
            WorkflowId = workflow.Length == 0 ? null : workflow, Stage = (int?)stage, WorkflowQueues = workflowQueues,
            Title = title, Method = method, Arguments = arguments, IsShell = shell, UnknownDemand = unknown,
        };
    }

    /// <summary>What a held task is held for, where a field was not known to the runner that took it.</summary>
    public static string HeldForOption(char demand, string method) => $"option '{demand}' of {method}";

    /// <summary>The method of a held task, or null where it is held for an option that is not known here either.</summary>
    public static string? MethodOfHeld(string held)
    {
        if (held.Length < 14 || !held.StartsWith("option '", StringComparison.Ordinal) || !held.AsSpan(9).StartsWith("' of ", StringComparison.Ordinal))
        {
            return held;
        }

        return KnownDemands.Contains(held[8], StringComparison.Ordinal) ? held[14..] : null;
    }

    private static void Field(ArrayBufferWriter<byte> buffer, char letter, string value)
    {
        Name(buffer, letter, Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, buffer);
    }

    private static void Name(ArrayBufferWriter<byte> buffer, char letter, int length)
    {
        Span<byte> name = buffer.GetSpan(MostNameBytes);
        name[0] = (byte)letter;
        Utf8Formatter.TryFormat(length, name[1..], out int digits);
        name[digits + 1] = (byte)':';
        buffer.Advance(digits + 2);
    }
}
