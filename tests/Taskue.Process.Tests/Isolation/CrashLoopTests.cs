using Taskue.RunnerTests;

namespace Taskue.IsolationTests;

/// <summary>Children that do not start any more: the runner gives up, and no task pays for it.</summary>
public sealed class CrashLoopTests : IsolationTest
{
    [Fact]
    public async Task A_runner_whose_children_do_not_start_any_more_says_so_and_stops_and_its_tasks_go_back()
    {
        Environment.SetEnvironmentVariable(IsolatedServices.SignVariable, File("sign"));
        TaskueRunner runner = await StartIsolatedAsync(options => options.Children.Services = IsolatedServices.MakeUntil);
        Assert.Equal(3, await (await Client.EnqueueAsync(() => Bodies.Add(1, 2))).WaitForResultAsync(Patience));
        await System.IO.File.WriteAllTextAsync(File("sign"), "");
        TaskInfo crashed = await (await Client.EnqueueAsync(() => IsolatedBodies.FailFast())).WaitAsync(Patience);
        Assert.Equal("crashed", crashed.Reason);
        var waiting = new List<TaskHandle<int>>();
        for (int i = 0; i < 3; i++)
        {
            waiting.Add(await Client.EnqueueAsync(() => Bodies.Add(2, 2)));
        }

        ChildException fault = await Assert.ThrowsAsync<ChildException>(() => runner.Completion.WaitAsync(Patience));
        Assert.Contains("no more services", fault.Message);
        Assert.Equal((3, 1), (Log.Count(1140), Log.Count(1141)));
        await StateAsync(runner.Name, RunnerState.Stopped);
        foreach (TaskHandle<int> one in waiting)
        {
            TaskInfo info = await Client.GetTaskAsync(one.Id);
            Assert.Equal((TaskState.Pending, 0), (info.State, info.Attempts));
        }

        System.IO.File.Delete(File("sign"));
        await StartIsolatedAsync();
        Assert.All(await Task.WhenAll(waiting.Select(one => one.WaitForResultAsync(Patience))), sum => Assert.Equal(4, sum));
    }
}
