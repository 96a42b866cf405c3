using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue.Proof.Fuzz.Targets;

/// <summary>What the pipe of a child process carries: frames, or whatever else the code in it wrote there.</summary>
[SupportedOSPlatform("linux")]
internal static class ChildTargets
{
    // What a pipe holds without a reader.
    private const int Most = 60_000;

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("child-frames", 20, [Ready(), Outcome(), Log(), [.. Secret(), .. Query(), .. Log()]], Words)
        {
            Typed = [typeof(InvalidDataException)],
            Words = [[0xFF, 0xFF, 0xFF, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF], [1, 0, 0, 0, 4], BitConverter.GetBytes(-1L), BitConverter.GetBytes(long.MaxValue)],
        },
    ];

    private static string? Words(byte[] input)
    {
        using var pipe = new Pipe();
        Pipe.TryWrite(pipe.Writing, input.AsSpan(0, Math.Min(input.Length, Most)));
        pipe.Writing.Dispose();
        using var source = new FrameSource(pipe.Reading);
        for (ReadOnlySpan<byte> frame = source.Next(); !frame.IsEmpty; frame = source.Next())
        {
            if (ChildWord.Read(frame) is ChildWord.Outcome outcome)
            {
                PromiseException.Unless(OutcomeRecord.TryRead(outcome.Tail, out _), "what is handed on can be read");
            }
        }

        return null;
    }

    private static byte[] Ready() => new FrameWriter().Begin(FrameKind.Ready).Text(null).Text("name a\nall Jobs").End().ToArray();

    private static byte[] Outcome() => new FrameWriter().Begin(FrameKind.Outcome).Number(3).Byte((byte)Ending.Failed).Text("failed")
        .Bytes(OutcomeRecord.Write("runner", default, new TaskError("Oops", "It went wrong", "at Work"), [])).Bytes([]).End().ToArray();

    private static byte[] Log() => new FrameWriter().Begin(FrameKind.Log).Number(3).Byte((byte)LogLevel.Warning).Byte((byte)LogSource.Logger).Text("Some.Category").Number(7).Text("a line").End().ToArray();

    private static byte[] Secret() => new FrameWriter().Begin(FrameKind.Secret).Number(3).Text("hunter2").End().ToArray();

    private static byte[] Query() => new FrameWriter().Begin(FrameKind.Query).Number(1).Text("01arz3ndektsv4rrffq69g").Number(0).Number(-1).End().ToArray();
}
