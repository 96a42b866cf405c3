using System.Diagnostics;

namespace Taskue.TestSupport;

/// <summary>A program under test: its lines are kept, it takes signals, and it is never left behind.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<OutputLine> lines = [];
    private readonly List<Waiter> waiters = [];
    private readonly Lock gate = new();
    private readonly Task ended;
    private bool allRead;

    private ChildProcess(Process process)
    {
        this.process = process;
        Id = process.Id;
        Lifeline.Hold(Id);
        ended = ReadAsync();
    }

    public int Id { get; }

    public bool HasExited => process.HasExited;

    /// <summary>Everything it has printed so far, both streams, in the order it arrived.</summary>
    public IReadOnlyList<OutputLine> Lines
    {
        get
        {
            lock (gate)
            {
                return [.. lines];
            }
        }
    }

    public string Output => Text(error: false);

    public string Error => Text(error: true);

    public static ChildProcess Start(
        string program, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null, string? workingFolder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start"));
    }

    /// <summary>Starts a built .NET program, such as one of this repository's.</summary>
    public static ChildProcess StartDotnet(
        string assemblyFile, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null, string? workingFolder = null) =>
        Start(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            [assemblyFile, .. arguments], environment, workingFolder);

    /// <summary>Writes to its standard input.</summary>
    public async Task WriteLineAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Closes its standard input.</summary>
    public void EndInput() => process.StandardInput.Close();

    /// <summary>The first line, printed already or later, that fits.</summary>
    /// <remarks>Fails at the limit, or at once when the program ends without one.</remarks>
    public async Task<string> WaitForLineAsync(Predicate<string> fits, TimeSpan? limit = null, string what = "the expected line")
    {
        Waiter waiter;
        lock (gate)
        {
            if (lines.Find(line => fits(line.Text)) is { } found)
            {
                return found.Text;
            }

            if (allRead)
            {
                throw Missing($"ended without {what}");
            }

            waiter = new Waiter(fits, new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously));
            waiters.Add(waiter);
        }

        try
        {
            return await waiter.Found.Task.WaitAsync(limit ?? Wait.DefaultLimit) ?? throw Missing($"ended without {what}");
        }
        catch (TimeoutException e)
        {
            throw Missing($"did not print {what} within {limit ?? Wait.DefaultLimit}", e);
        }
    }

    public Task SignalAsync(ProcessSignal signal) => Signals.SendAsync(Id, signal);

    /// <summary>Ends it at once, as kill -9 does, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
    }

    /// <summary>Waits for its own end and gives its exit code; all its lines have been read then.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? limit = null)
    {
        try
        {
            await ended.WaitAsync(limit ?? Wait.DefaultLimit);
            return process.ExitCode;
        }
        catch (TimeoutException e)
        {
            throw Missing($"was still running after {limit ?? Wait.DefaultLimit}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        Lifeline.Release(Id); // whoever has inherited its output may keep it open for longer
        process.Dispose();
    }

    private async Task ReadAsync()
    {
        await Task.WhenAll(ReadAsync(process.StandardOutput, isError: false), ReadAsync(process.StandardError, isError: true));
        await process.WaitForExitAsync();
        Lifeline.Release(Id);
        lock (gate)
        {
            allRead = true;
            waiters.ForEach(waiter => waiter.Found.TrySetResult(null));
            waiters.Clear();
        }
    }

    private async Task ReadAsync(StreamReader reader, bool isError)
    {
        while (await reader.ReadLineAsync() is { } text)
        {
            lock (gate)
            {
                lines.Add(new OutputLine(text, isError));
                waiters.RemoveAll(waiter => waiter.Fits(text) && waiter.Found.TrySetResult(text));
            }
        }
    }

    private string Text(bool error) => string.Join('\n', Lines.Where(line => line.IsError == error).Select(line => line.Text));

    private InvalidOperationException Missing(string what, Exception? inner = null) => new(
        $"Process {Id} {what}. It printed:\n{string.Join('\n', Lines.Select(line => line.Text))}", inner);

    private sealed record Waiter(Predicate<string> Fits, TaskCompletionSource<string?> Found);
}
