using System.Buffers;
using System.Text;
using Taskue.Store;

namespace Taskue.Proof.Fuzz.Targets;

/// <summary>Records as they stand in the store.</summary>
internal static class RecordTargets
{
    private static readonly TaskError Error = new("System.IO.IOException", "No space left | on; device: €", "at A.B()\n  at C.D()");

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("spec-record", 100, SpecSamples(), Spec),
        new("outcome-record", 60, [.. OutcomeSamples()], input => OutcomeRecord.TryRead(input, out _) ? null : "unreadable"),
        new("outcome-texts", 30, [Parts.Join("System.IO.IOException", "No space left", "at A.B()", "\"result\"", "behind"), Parts.Join(new string('t', 300), new string('€', 5000), new string('d', 9000), "", "")], Texts),
        new("log-line", 60, ["3|17|1700000000000|2|1|a line of text"u8.ToArray(), "3|18|1700000000000|4|0|"u8.ToArray(), "1|5|1700000000000|-|3|120"u8.ToArray()],
            input => LogPacking.TryRead("01arz3ndektsv4rrffq69g", input) is null ? "unreadable" : null),
    ];

    private static byte[][] SpecSamples()
    {
        TaskSpec plain = new(new StoredCall("MyApp:MyApp.Images.Resize(string,int)", "[\"cat.png\",3]"u8.ToArray()));
        return
        [
            Written(plain, null, 0, null),
            Written(plain with { Title = "A title | with; everything: in it", Tag = "images", Retries = 3, Timeout = TimeSpan.FromMinutes(5), AllowFailure = true }, null, 0, null),
            Written(plain with { AllowRescheduling = false, Timeout = Timeout.InfiniteTimeSpan, When = RunWhen.Always }, "01arz3ndektsv4rrffq69g", 7, "default,images"),
            Written(new TaskSpec(new StoredCall("@images.resize@2", "[]"u8.ToArray())), null, 0, null),
            Written(TaskSpec.Shell("echo $HOME"), null, 0, null),
            "1700000000000|0"u8.ToArray(),
        ];
    }

    private static byte[] Written(TaskSpec spec, string? workflow, int stage, string? queues)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write("1700000000000|"u8);
        SpecRecord.WriteBeginning(buffer, spec, workflow, stage, queues);
        SpecRecord.WriteRest(buffer, spec);
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[][] OutcomeSamples() =>
    [
        OutcomeRecord.Write("runner-1", "{\"a\":1}"u8, null), OutcomeRecord.Write("runner-1", default, Error), OutcomeRecord.Write("", default, null),
    ];

    private static string? Spec(byte[] input)
    {
        if (SpecRecord.TryRead(input) is not { } spec)
        {
            return "unreadable";
        }

        _ = MethodName.Short(spec.Method);
        _ = SpecRecord.MethodOfHeld(spec.Method);
        _ = spec.TimeoutMs is { } timeout and >= 0 ? TimeSpan.FromMilliseconds(timeout) : TimeSpan.Zero;
        PromiseException.Unless(spec.Retries >= 0 && spec.Stage is not < 0, "numbers are in their ranges");
        return null;
    }

    /// <summary>Whatever a task's error says, its record can be read, keeps what it is to keep, and is no longer than it may be.</summary>
    private static string? Texts(byte[] input)
    {
        byte[][] parts = Parts.Of(input, 5);
        var error = new TaskError(WildText.Of(parts[0]), WildText.Of(parts[1]), WildText.Of(parts[2]));
        byte[] written = OutcomeRecord.Write("runner-1", parts[3], error, parts[4]);
        PromiseException.Unless(OutcomeRecord.TryRead(written, out OutcomeRecord read), "what is written can be read");
        PromiseException.Unless(read.Result.Span.SequenceEqual(parts[3]) && written.AsSpan().EndsWith(parts[4]), "result and what follows are kept");
        int bytes = Encoding.UTF8.GetByteCount(read.Error?.Type ?? "") + Encoding.UTF8.GetByteCount(read.Error?.Message ?? "") + Encoding.UTF8.GetByteCount(read.Error?.Detail ?? "");
        PromiseException.Unless(bytes <= OutcomeRecord.MaxErrorBytes, "no more error text is kept than allowed");
        return null;
    }
}
