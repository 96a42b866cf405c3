using System.Globalization;

namespace Taskue.ProcessHost;

/// <summary>Many runners in one process, on one client.</summary>
/// <remarks>
/// Settings: those of a runner, and runners, their number. They are called <c>NAME-0</c>, <c>NAME-1</c>, … It prints "started NUMBER" when the last of
/// them takes tasks, and runs until it is killed.
/// </remarks>
internal static class CrowdRole
{
    public static async Task<int> RunAsync(Settings settings)
    {
        Records.Open(settings.Text("records"));
        CommandLines.Listen(settings, static _ => { });
        await using TaskueClient client = await TaskueClient.ConnectAsync(settings.Text("redis"), settings.Client());
        var runners = new List<TaskueRunner>();
        for (int i = 0; i < settings.Number("runners", 1); i++)
        {
            RunnerOptions options = RunnerRole.Options(settings);
            options.Name = string.Create(CultureInfo.InvariantCulture, $"{settings.Text("name")}-{i}");
            runners.Add(new TaskueRunner(client, options));
            await runners[i].StartAsync();
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"started {runners.Count}"));
        await Task.WhenAll(runners.Select(runner => runner.Completion));
        return 0;
    }
}
