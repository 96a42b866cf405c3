using System.Diagnostics;
using System.Globalization;
using Taskue.Cli.Commands.Runners;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Demo;

/// <summary>The demo's runners: this program again, as processes of their own, whose end is tied to this one's.</summary>
/// <remarks>
/// Each reads its standard input and stops when that ends. So closing the pipe is how they are asked to stop, on every system, and
/// a demo that is killed closes it too. How to connect stands in their environment: a command line is seen by everyone.
/// </remarks>
internal sealed class RunnerProcesses : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly List<Child> children = [];

    /// <summary>Ends when one of them has ended though nobody asked it to.</summary>
    public Task Failed => Task.WhenAny(children.Select(child => child.Ended)).Unwrap();

    public IReadOnlyList<int> ProcessIds => [.. children.Select(child => child.Process.Id)];

    /// <param name="count">How many.</param>
    /// <param name="connection">Where the server is.</param>
    /// <param name="namespace">Which namespace they serve.</param>
    /// <param name="options">What else <c>runner start</c> is told.</param>
    public void Start(int count, string connection, string @namespace, params string[] options)
    {
        for (int number = 1; number <= count; number++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"runner-{number}");
            var start = new ProcessStartInfo(Environment.ProcessPath!,
                [.. OwnAssembly(), "runner", "start", "--name", name, "--namespace", @namespace, "--exit-with-stdin", "--allow", RunnerStartCommand.OwnAssembly, .. options])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment[SettingList.Redis.Variable] = connection;
            children.Add(new Child(name, start));
        }
    }

    /// <summary>Starts those again that end, as after <c>runner stop</c>.</summary>
    /// <param name="tell">Is told of each.</param>
    /// <param name="stop">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DemoException">One ended before it took tasks.</exception>
    public async Task KeepRunningAsync(Action<string> tell, CancellationToken stop)
    {
        while (true)
        {
            Task first = await Task.WhenAny(children.Select(child => child.Ended)).WaitAsync(stop);
            stop.ThrowIfCancellationRequested(); // Ctrl-C reaches them too
            int at = children.FindIndex(child => child.Ended == first);
            if (!children[at].Started.IsCompletedSuccessfully)
            {
                await first;
            }

            tell($"{children[at].Name} has ended, and is started again");
            children[at] = children[at].Again();
        }
    }

    /// <summary>Waits until all of them take tasks.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        Task all = Task.WhenAll(children.Select(child => child.Started));
        Task first = await Task.WhenAny(all, Failed).WaitAsync(cancellationToken);
        await first;
        await all.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Child child in children)
        {
            child.AskToStop();
        }

        await Task.WhenAll(children.Select(child => child.EndAsync(StopLimit)));
        children.Clear();
    }

    // "dotnet Taskue.Cli.dll …" must be told the assembly; a program of its own must not.
    private static IEnumerable<string> OwnAssembly() =>
        string.Equals(Path.GetFileNameWithoutExtension(Environment.ProcessPath), "dotnet", StringComparison.OrdinalIgnoreCase)
            ? [Path.Combine(AppContext.BaseDirectory, "Taskue.Cli.dll")]
            : [];

    private sealed class Child
    {
        private readonly ProcessStartInfo start;
        private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Queue<string> lastLines = new();
        private volatile bool asked;

        public Child(string name, ProcessStartInfo start)
        {
            Name = name;
            this.start = start;
            Process = Process.Start(start)!;
            Ended = WatchAsync();
            _ = Ended.ContinueWith(static ended => ended.Exception, TaskScheduler.Default); // told by ReadyAsync and Failed
        }

        public string Name { get; }

        public Process Process { get; }

        public Task Started => started.Task;

        public Task Ended { get; }

        /// <summary>Another one in place of this one, which has ended.</summary>
        public Child Again()
        {
            Process.Dispose();
            return new Child(Name, start);
        }

        public void AskToStop()
        {
            asked = true;
            Process.StandardInput.Close();
        }

        public async Task EndAsync(TimeSpan limit)
        {
            try
            {
                await Process.WaitForExitAsync().WaitAsync(limit);
            }
            catch (TimeoutException)
            {
                Process.Kill(entireProcessTree: true);
                await Process.WaitForExitAsync();
            }

            Process.Dispose();
        }

        private async Task WatchAsync()
        {
            Task output = Process.StandardOutput.ReadToEndAsync();
            while (await Process.StandardError.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("started ", StringComparison.Ordinal))
                {
                    started.TrySetResult();
                }

                lastLines.Enqueue(line);
                if (lastLines.Count > 5)
                {
                    lastLines.Dequeue();
                }
            }

            await output;
            await Process.WaitForExitAsync();
            if (!asked)
            {
                throw new DemoException($"{Name} ended with code {Process.ExitCode}. It said: {string.Join(" / ", lastLines)}");
            }
        }
    }
}
