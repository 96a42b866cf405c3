using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Taskue.Proof.Fuzz.Targets;

/// <summary>Stored calls: the method's text, its arguments, commands, and results that are read back.</summary>
internal static class CallTargets
{
    private static readonly MethodTable Table = new(new AllowedMethods(
        new MethodAllowList { EntryAssembly = false, MarkedMethods = false }.Add($"Taskue.Proof:{typeof(FuzzTasks).FullName}*")));

    private static readonly string[] Order = [nameof(FuzzTasks.Add), nameof(FuzzTasks.Join), nameof(FuzzTasks.Echo), nameof(FuzzTasks.Times), nameof(FuzzTasks.Bytes)];

    private static readonly string[] Methods =
    [
        .. typeof(FuzzTasks).GetMethods(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public).Where(method => !method.IsGenericMethod).Select(method => MethodName.Format(method)),
        MethodName.Format(typeof(FuzzTasks).GetMethod(nameof(FuzzTasks.Same))!.MakeGenericMethod(typeof(FuzzTasks.Parcel[]))),
        MethodName.Format(typeof(FuzzTasks.Box<string>).GetMethod(nameof(FuzzTasks.Box<>.Count))!),
    ];

    private static readonly Invoker[] Invokers = [.. Methods.Take(5).Select(method => ((MethodLookup.Runnable)Table.Find(method)).Invoker)];

    private static readonly Func<string, object?>[] Results =
    [
        CallJson.ReadResult<string>, text => CallJson.ReadResult<int?>(text), CallJson.ReadResult<FuzzTasks.Parcel>, CallJson.ReadResult<Dictionary<string, List<double>>>,
        text => CallJson.ReadResult<JsonElement>(text), CallJson.ReadResult<byte[]>, text => CallJson.ReadResult<DateTimeOffset>(text), text => CallJson.ReadResult<Guid>(text),
        text => CallJson.ReadResult<(int, string)>(text), text => CallJson.ReadResult<FuzzTasks.Colour>(text), CallJson.ReadResult<Version>, CallJson.ReadResult<Uri>,
        text => CallJson.ReadResult<TimeSpan>(text), text => CallJson.ReadResult<decimal>(text), text => CallJson.ReadResult<Int128>(text), text => CallJson.ReadResult<char>(text), CallJson.ReadResult<object>,
        CallJson.ReadResult<System.Text.Json.Nodes.JsonNode>, text => CallJson.ReadResult<TimeOnly>(text), CallJson.ReadResult<HashSet<FuzzTasks.Colour>>,
    ];

    private static readonly byte[][] Words =
    [
        .. LoadWatch.Absent.Select(Encoding.UTF8.GetBytes), .. LoadWatch.Absent.Take(60).Select(name => Encoding.UTF8.GetBytes($"{name}:{name}.Program.Main()")),
        .. ((string[])
        [
            "System.Diagnostics.Process:System.Diagnostics.Process.Start(string)", "System.Private.CoreLib:System.IO.File.Delete(string)", "\"$type\":\"System.Xml.XmlDocument, System.Xml\",",
            nameof(FuzzTasks.OnTheStack), "+", "[]", "[,]", "?", "<int>", "<string,int>", "!!0", "Taskue:Taskue.TaskueClient", "System.Void", "void", "object", "`1", "\\`1", "Box", "Parcel", "null", "{}", "1e999", "\"\\ud800\"",
        ]).Select(Encoding.UTF8.GetBytes),
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("methods", 80, [.. Methods.Select(Encoding.UTF8.GetBytes)], Method) { Words = Words },
        new("arguments", 80, [.. ArgumentSamples()], Arguments) { Words = Words, Typed = [typeof(ArgumentMismatchException)] },
        new("results", 80, [.. ResultSamples()], Result) { Words = Words, Typed = [typeof(JsonException)] },
        new("shell-commands", 40,
            [
                ShellCall.Write(new ShellCommand("echo $HOME\nls") { Interpreter = "/bin/bash", WorkingFolder = "/srv" }),
                ShellCall.Write(new ShellCommand("tar", ["-x", "-f", "a.tar"]) { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["LANG"] = "C" } }),
            ], Shell) { Typed = [typeof(ArgumentMismatchException)] },
    ];

    private static string? Method(byte[] input)
    {
        string text = WildText.Of(input);
        MethodLookup found = Table.Find(text);
        _ = MethodName.Short(text);
        LoadWatch.Check(text);
        return found is MethodLookup.Runnable ? null : found.GetType().Name.ToLowerInvariant();
    }

    private static IEnumerable<byte[]> ArgumentSamples()
    {
        string[] samples =
        [
            "[1,2,3.5]", "[\"text\",\"c\",[\"a\",\"b\"]]", "[{\"to\":\"x\",\"weight\":1.5,\"inside\":[{\"to\":\"y\",\"weight\":2}],\"colour\":\"Green\"},{\"k\":[1,null]}]",
            "[\"2026-01-31T12:00:00+01:00\",\"1.02:03:04\",\"3f2504e0-4f89-11d3-9a0c-0305e82c3301\",\"https://a.example/b?c=d\",\"1.2.3\",\"2026-01-31\",1.5,12345678901234567890]",
            "[\"AAEC\",{\"item1\":1,\"item2\":\"x\"},true,\"NaN\",{\"a\":[1,2]}]",
        ];
        return Methods.Take(5).Select((method, i) => (byte[])[(byte)i, .. Encoding.UTF8.GetBytes(samples[Array.FindIndex(Order, name => method.Contains($".{name}(", StringComparison.Ordinal))])]);
    }

    /// <summary>The first byte says which method is called.</summary>
    private static string? Arguments(byte[] input)
    {
        if (input.Length == 0)
        {
            return "nothing";
        }

        Invokers[input[0] % Invokers.Length].InvokeAsync(new Context(), null, input.AsMemory(1), new ArrayBufferWriter<byte>()).AsTask().GetAwaiter().GetResult();
        LoadWatch.Check(WildText.Of(input));
        return null;
    }

    private static IEnumerable<byte[]> ResultSamples()
    {
        string[] samples =
        [
            "\"text\"", "7", "{\"to\":\"x\",\"weight\":1.5}", "{\"k\":[1,2.5]}", "{\"a\":[1,{\"b\":null}]}", "\"AAEC\"", "\"2026-01-31T12:00:00+01:00\"", "\"3f2504e0-4f89-11d3-9a0c-0305e82c3301\"",
            "{\"item1\":1,\"item2\":\"x\"}", "\"Green\"", "\"1.2.3\"", "\"https://a.example/b\"", "\"1.02:03:04\"", "12.50", "12345678901234567890", "\"c\"", "{\"x\":1}", "[1,[2]]", "\"12:30:00\"", "[\"Red\",1]",
        ];
        return samples.Select((sample, i) => (byte[])[(byte)i, .. Encoding.UTF8.GetBytes(sample)]);
    }

    /// <summary>The first byte says as what it is read.</summary>
    private static string? Result(byte[] input)
    {
        if (input.Length == 0)
        {
            return "nothing";
        }

        string text = Encoding.UTF8.GetString(input.AsSpan(1)); // as the store's bytes become a text
        _ = Results[input[0] % Results.Length](text);
        LoadWatch.Check(text);
        return null;
    }

    private static string? Shell(byte[] input)
    {
        ShellCommand command = ShellCall.Read(input);
        _ = ShellCall.TitleOf(command);
        PromiseException.Unless(command.Command.Length > 0 && !command.Command.Contains('\0', StringComparison.Ordinal), "a command can be given to a program");
        return null;
    }

    private sealed class Context : TaskContext
    {
        public override string TaskId => "01arz3ndektsv4rrffq69g";

        public override string? WorkflowId => null;

        public override int? Stage => null;

        public override string Title => "title";

        public override string Queue => "default";

        public override int Attempt => 1;

        public override long Starts => 1;

        public override string RunnerName => "runner-1";

        public override CancellationToken CancellationToken => CancellationToken.None;

        public override ILogger Logger => NullLogger.Instance;

        public override IServiceProvider Services => throw new InvalidOperationException("There are none.");

        public override IAsyncEnumerable<TaskInfo> FinishedTasksAsync(int? stage = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("It belongs to no workflow.");
    }
}
