using System.Diagnostics;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>Runner processes drain one queue together, warm and held back until it is full.</summary>
internal static class ProcessDrain
{
    public sealed record Outcome(double PerSecond, double RedisMicroseconds, double RunnerMicroseconds, double ScriptCalls);

    public static async Task<Outcome> RunAsync(GaugedServer server, int runners, int concurrency, int count, int warm)
    {
        await using TaskueClient client = await server.ConnectAsync();
        var processes = new List<ChildProcess>();
        try
        {
            string[] names = [.. Enumerable.Range(0, runners).Select(number => $"runner-{number}")];
            processes.AddRange(await Task.WhenAll(names.Select(name => RunnerProcess.StartAsync(server, client.Namespace, name, concurrency))));
            await client.EnqueueManyAsync(Specs(warm));
            await PassedAsync(client, warm);
            foreach (string name in names)
            {
                await client.PauseRunnerAsync(name);
            }

            await Wait.Eventually(async () => (await client.ListRunnersAsync()).All(runner => runner.Paused), "all runners are paused");
            await client.EnqueueManyAsync(Specs(count));
            count -= (int)(await client.CountTasksAsync()).Passed - warm; // what a runner took before it heard that it is paused
            int all = (int)(await client.CountTasksAsync()).Total;
            ServerGauge.Reading before = await server.Gauge.ReadAsync();
            double cpu = processes.Sum(process => ProcessUse.CpuSeconds(process.Id));
            long start = Stopwatch.GetTimestamp();
            await Task.WhenAll(names.Select(name => client.ResumeRunnerAsync(name)));
            await PassedAsync(client, all);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            cpu = processes.Sum(process => ProcessUse.CpuSeconds(process.Id)) - cpu;
            ServerGauge.Reading used = await server.Gauge.ReadAsync() - before;
            return new Outcome(count / seconds, used.CpuSeconds * 1e6 / count, cpu * 1e6 / count, used.ScriptCalls / (double)count);
        }
        finally
        {
            foreach (ChildProcess process in processes)
            {
                await process.DisposeAsync();
            }

            await server.FlushAsync();
        }
    }

    private static IEnumerable<TaskSpec> Specs(int count) => Enumerable.Range(0, count).Select(number => TaskSpec.Call(() => HostTasks.Nothing(number, "hello")));

    private static Task PassedAsync(TaskueClient client, int count) =>
        Wait.Eventually(async () => (await client.CountTasksAsync()).Passed == count, "all tasks passed", TimeSpan.FromMinutes(2));
}
